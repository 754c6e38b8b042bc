import type { AgentRule } from "./rule.ts";

/** `Use C # always` without quotes. A comment behind a whole sentence is left in peace. */
export const cutByComment: AgentRule = {
  id: "AG104",
  scope: "agent",
  severity: "warning",
  check: (agent) =>
    agent.prompts.flatMap(({ prompt: { node, base } }) => {
      if (node.style !== "plain" || node.span.line !== node.span.endLine) return [];
      const line = base + node.span.line;
      const written = agent.line(line);
      const rest = written.slice(node.span.endColumn).trimEnd();
      if (!/^\s+#/.test(rest) || /[.!?:]$/.test(String(node.value))) return [];
      const text = written.slice(node.span.column).trimEnd();
      const start = { line, character: node.span.column };
      const end = { line, character: written.trimEnd().length };
      const edits = [{ range: { start, end }, newText: `"${text}"` }];
      return [
        {
          message:
            'The text ends before " #": what follows is a comment. Put the text in quotes if it belongs to the prompt.',
          range: { start: { line, character: node.span.endColumn }, end },
          ...(/["\\]/.test(text) ? {} : { fix: { title: "Put it all in quotes", edits } }),
        },
      ];
    }),
};
