import { nearest } from "../../schema/nearest.ts";
import { indentOf, matches } from "./prompts.ts";
import { type AgentRule, type Finding, replace } from "./rule.ts";

export const unfencedText: AgentRule = {
  id: "AG703",
  scope: "agent",
  severity: "hint",
  check: (agent) =>
    agent.prompts.flatMap(({ prompt, uses, key }) => {
      if (key === "system_instruction") return [];
      const untrusted = uses.filter(
        (use) => !use.local && !use.optional && agent.variable(use.name)?.untrusted === true,
      );
      if (untrusted.length === 0) return [];
      const text = agent.textOf(prompt);
      return untrusted.flatMap((use): Finding[] => {
        const before = text.text.slice(0, text.text.lastIndexOf("{{", use.start));
        const after = text.text.slice(text.text.indexOf("}}", use.end) + 2);
        // The whole of a turn is what the user says: it needs no marks.
        if (before.trim() === "" && after.trim() === "") return [];
        if (
          /(?:>|```\w*|"""|---|===|\]|: *["“«'])\s*$/.test(before) ||
          /^\s*(?:<\/|```|"""|---|===|["”»'])/.test(after)
        )
          return [];
        const range = text.rangeAt(before.length, text.text.length - after.length);
        return [{ message: `"${use.name}" comes from outside, and no marks show where it begins and ends.`, range }];
      });
    }),
};

export const jsonWithoutSchema: AgentRule = {
  id: "AG809",
  scope: "agent",
  severity: "hint",
  check(agent) {
    if (agent.kind === "defaults" || agent.setting("response_format") !== undefined) return [];
    return matches(agent, /\b(?:reply|respond|answer|return|output)\b[^.\n{]{0,30}\bJSON\b/gi, (_, range, { key }) =>
      key === "system_instruction" || key === "input"
        ? { message: 'The prompt asks for JSON: "response_format" would make sure of it.', range }
        : undefined,
    ).slice(0, 1);
  },
};

export const misspeltTool: AgentRule = {
  id: "AG407",
  scope: "agent",
  severity: "warning",
  check(agent) {
    const tools = Array.isArray(agent.body.tools) ? agent.body.tools : [];
    const names = tools.flatMap((tool: unknown) => {
      const name = tool && typeof tool === "object" ? (tool as { name?: unknown }).name : undefined;
      return typeof name === "string" && /^[a-z]\w*_\w+$/i.test(name) ? [name] : [];
    });
    if (names.length === 0) return [];
    return matches(agent, /(?<![\w{.<$/-])[A-Za-z]\w*_\w+(?![\w}>(/.-]*\}\})/g, ([word], range) => {
      if (names.includes(word) || agent.variable(word) !== undefined || word.length < 5) return undefined;
      const near = nearest(word, names);
      // Only what is a slip of a letter or two: other words with _ may be anything.
      if (!near || Math.abs(near.length - word.length) > 2 || near.startsWith(word) || word.startsWith(near))
        return undefined;
      if (editsBetween(word, near) > 2) return undefined;
      return { message: `There is no tool "${word}". Did you mean ${near}?`, range, fix: replace(range, near) };
    });
  },
};

function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + same));
    }
    row = next;
  }
  return row[b.length] as number;
}

export const longQuoted: AgentRule = {
  id: "AG112",
  scope: "agent",
  severity: "hint",
  check: (agent) =>
    agent.prompts.flatMap(({ prompt: { node, base } }): Finding[] => {
      const lines = node.span.endLine - node.span.line;
      const start = { line: base + node.span.line, character: node.span.column };
      const range = { start, end: { line: start.line, character: start.character + 1 } };
      if (node.style === "literal" && lines > 60) {
        return [
          { message: `This prompt has ${lines} lines: a file of its own would be easier to read and compare.`, range },
        ];
      }
      if (node.style === "literal" || node.style === "folded" || node.style === "empty") return [];
      const breaks = String(node.value).split("\n").length - 1;
      if (breaks < 3 && lines < 4) return [];
      return [{ message: 'Behind "|" each line of this prompt would be a line of the file.', range }];
    }),
};

export const foldedList: AgentRule = {
  id: "AG115",
  scope: "agent",
  severity: "warning",
  check: (agent) =>
    agent.prompts.flatMap(({ prompt: { node, base } }): Finding[] => {
      if (node.style !== "folded") return [];
      const header = base + node.span.line;
      const indent = indentOf(agent, header, base + node.span.endLine);
      let listed = 0;
      for (let line = header + 1; line <= base + node.span.endLine; line++) {
        const written = agent.line(line).slice(indent);
        if (/^(?:[-*+] |\d+[.)] )\S/.test(written)) listed++;
        if (written.startsWith("```")) listed += 2;
      }
      const column = agent.line(header).indexOf(">", node.span.column);
      if (listed < 2 || column < 0) return [];
      const range = { start: { line: header, character: column }, end: { line: header, character: column + 1 } };
      const message = 'Behind ">" the lines of this list are joined to one. Behind "|" they stay.';
      return [{ message, range, fix: replace(range, "|") }];
    }),
};
