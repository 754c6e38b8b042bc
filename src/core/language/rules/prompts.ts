// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${env:NAME} is what these rules are about.
import type { Range } from "vscode-languageserver-types";
import type { AgentPart, PromptUses } from "./agentPart.ts";
import { type AgentRule, type Finding, replace } from "./rule.ts";

/** Every place in the prompts of an agent where a pattern fits. */
export function matches(
  agent: AgentPart,
  pattern: RegExp,
  say: (match: RegExpExecArray, range: Range, prompt: PromptUses) => Finding | undefined,
): readonly Finding[] {
  return agent.prompts.flatMap((prompt) => {
    const value = String(prompt.prompt.node.value);
    pattern.lastIndex = 0;
    // Most prompts have none: their text is not put together.
    if (!pattern.test(value)) return [];
    pattern.lastIndex = 0;
    const text = agent.textOf(prompt.prompt);
    return [...text.text.matchAll(pattern)].flatMap((match) => {
      const range = text.rangeAt(match.index, match.index + match[0].length);
      return say(match as RegExpExecArray, range, prompt) ?? [];
    });
  });
}

export const foreignBraces: AgentRule = {
  id: "AG305",
  scope: "agent",
  severity: "information",
  check: (agent) =>
    matches(agent, /(?<![{\\$])\{([A-Za-z_]\w*)\??\}(?!\})|<%=\s*([A-Za-z_]\w*)\s*%>/g, (match, range) => {
      const name = match[1] ?? match[2] ?? "";
      // One brace is text, as in JSON. Only a name that is a variable here was meant as one.
      if (agent.variable(name) === undefined) return undefined;
      const message = `${match[0]} is plain text here. The variable is written {{${name}}}.`;
      return { message, range, fix: replace(range, `{{${name}}}`) };
    }),
};

export const secretInPrompt: AgentRule = {
  id: "AG310",
  scope: "agent",
  severity: "error",
  check(agent) {
    const findings = matches(agent, /\$\{(env|secret):\w*\}/g, (match, range) => ({
      message: `${match[0]} is not filled in inside of a prompt, and must not be: it would go to the model and into the trace.`,
      range,
    }));
    const uses = agent.prompts.flatMap(({ prompt, uses: all }) => {
      const secret = all.filter((use) => agent.variable(use.name)?.secret === true);
      if (secret.length === 0) return [];
      const text = agent.textOf(prompt);
      return secret.map((use) => ({
        message: `"${use.name}" is secret: in a prompt it would go to the model and into the trace.`,
        range: text.rangeAt(use.start, use.end),
      }));
    });
    return [...findings, ...uses];
  },
};

export const untrustedOrders: AgentRule = {
  id: "AG702",
  scope: "agent",
  severity: "error",
  check: (agent) =>
    agent.prompts.flatMap(({ prompt, uses, key }) => {
      if (key !== "system_instruction") return [];
      const untrusted = uses.filter((use) => !use.local && agent.variable(use.name)?.untrusted === true);
      // `{{#if message}}` only asks whether there is one.
      if (untrusted.length === 0) return [];
      const text = agent.textOf(prompt);
      return untrusted
        .filter((use) => !/\{\{~?#(?:if|unless)\s*$/.test(text.text.slice(0, use.start)))
        .map((use) => ({
          message: `"${use.name}" comes from outside: orders hidden in it would count as yours. Put it into "input", between marks.`,
          range: text.rangeAt(use.start, use.end),
        }));
    }),
};

export const timeInPrefix: AgentRule = {
  id: "AG309",
  scope: "agent",
  severity: "warning",
  check: (agent) =>
    matches(agent, /\{\{~?\s*now\s*~?\}\}/g, (match, range, { key, prompt }) => {
      if (key !== "system_instruction") return undefined;
      const rest = String(prompt.node.value);
      if (rest.slice(rest.lastIndexOf(match[0]) + match[0].length).trim().length < 2) return undefined;
      return { message: "Everything behind {{now}} is new in every request, and cannot be cached.", range };
    }),
};

/** The shape of a prompt's text in the file. */
export const tabsInPrompt: AgentRule = {
  id: "AG111",
  scope: "agent",
  severity: "warning",
  check: (agent) =>
    agent.prompts.flatMap(({ prompt: { node, base } }): Finding[] => {
      if ((node.style !== "literal" && node.style !== "folded") || !String(node.value).includes("\t")) return [];
      const edits = [];
      for (let line = base + node.span.line + 1; line <= base + node.span.endLine; line++) {
        const white = /^[ \t]*/.exec(agent.line(line))?.[0] ?? "";
        const indent = /^ */.exec(white)?.[0].length ?? 0;
        const text = white.slice(Math.min(indent, indentOf(agent, base + node.span.line, base + node.span.endLine)));
        if (!/ \t|\t /.test(text)) continue;
        const range = { start: { line, character: 0 }, end: { line, character: white.length } };
        edits.push({ range, newText: white.replaceAll("\t", "  ") });
      }
      const [first] = edits;
      if (!first) return [];
      const message = "This line's indentation has tabs and spaces mixed.";
      return [{ message, range: first.range, fix: { title: "Replace tabs with spaces", edits } }];
    }),
};

/** The indentation that the block takes off its lines. */
export function indentOf(agent: AgentPart, header: number, last: number): number {
  for (let line = header + 1; line <= last; line++) {
    const written = agent.line(line);
    if (written.trim() !== "") return /^ */.exec(written)?.[0].length ?? 0;
  }
  return 0;
}

/** A line of a block that has slipped to the column of the list around it is an item of that list, and good YAML. */
export const slippedLine: AgentRule = {
  ...tabsInPrompt,
  check: (agent) =>
    ["system_instruction", "input"].flatMap((key) => {
      const list = agent.nodeAt(key);
      if (list?.node.kind !== "list" || list.node.flow) return [];
      const { items } = list.node;
      return items.flatMap(({ value, line }, i): Finding[] => {
        const above = items[i - 1];
        const last = above?.value.kind === "map" ? above.value.entries.at(-1) : undefined;
        const block =
          last?.value.kind === "scalar" && (last.value.style === "literal" || last.value.style === "folded");
        if (!above || !last || !block || value.kind !== "scalar" || value.style !== "plain") return [];
        const at = list.base + line + value.span.line;
        const column = agent.line(at).indexOf("-");
        const inside = indentOf(agent, list.base + above.line + last.line + last.value.span.line, at - 1);
        if (column < 0 || inside <= column) return [];
        const start = { line: at, character: column };
        const range = { start, end: { line: at, character: agent.line(at).trimEnd().length } };
        const message =
          "This line stands in the column of the list, so it is a part of its own. Indent it if it belongs to the text above.";
        const fix = replace({ start, end: start }, " ".repeat(inside - column), "Indent it into the text above");
        return [{ message, range, fix }];
      });
    }),
};
