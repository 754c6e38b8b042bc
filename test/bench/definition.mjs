/** A team of agents with long prompts and two tools each, of about so many lines. */
export function definition(lines) {
  const words = "the agent must answer user questions about orders refunds shipping and policy using tools".split(" ");
  let seed = 7;
  const next = () => {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    return words[seed % words.length];
  };
  const text = (n) => Array.from({ length: n }, next).join(" ");
  const out = [
    "format: agent/v1",
    "name: bench",
    "inputs:",
    "  message: {type: string, untrusted: true}",
    "  plan: {enum: [free, pro], default: free}",
    "defaults:",
    "  model: gemini-3.8-flash",
    "agents:",
  ];
  for (let i = 0; out.length < lines - 20; i++) {
    out.push(`  agent_${i}:`, `    description: ${text(7)}`, "    system_instruction: |");
    for (let k = 0; k < 24; k++)
      out.push(k % 6 === 5 ? `      Plan is {{plan}}, so ${text(6)}.` : `      ${text(11)}.`);
    out.push(
      '    input: "{{message}}"',
      "    generation_config: {thinking_level: low, max_output_tokens: 800}",
      "    tools:",
    );
    for (let t = 0; t < 2; t++) {
      out.push(
        "      - type: function",
        `        name: tool_${i}_${t}`,
        `        description: ${text(8)}`,
        "        parameters:",
        "          type: object",
        "          properties:",
        `            id: {type: string, description: ${text(4)}}`,
        "          required: [id]",
        "        mock: {ok: true}",
      );
    }
  }
  return `${out.join("\n")}\n`;
}
