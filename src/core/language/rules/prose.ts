import type { ScalarNode, SyntaxNode } from "../../document/node.ts";
import { NodeMemo } from "../../document/nodeMemo.ts";
import { formatTokens } from "../../tokens/format.ts";
import { type Prompt, promptsUnder } from "../prompts.ts";
import { scalarText } from "../scalarText.ts";
import { agentBodies, hasAlias } from "./agentBodies.ts";
import type { AgentRule, FileRule, Finding } from "./rule.ts";

/** Longer ones are read as far as this. Characters. */
const mostRead = 50_000;
/** A sentence: it may go on in the next line, unless a new item begins there. */
const sentence = /[^.!?\n]+(?:\n(?![ \t]*(?:[-*#>|\n]|\d+[.)]))[^.!?\n]+)*[.!?]?/g;
const orders =
  /^(?:you )?(?:(always|must always|must|should)|(never|do not|don't|must not|must never|should never|should not|may not)) /;

export const contraryOrders: AgentRule = {
  id: "AG808",
  scope: "agent",
  severity: "hint",
  check(agent) {
    const findings: Finding[] = [];
    /** What is ordered → whether it is, and in which words. */
    const said = new Map<string, { readonly not: boolean; readonly words: string }>();
    for (const { prompt, key } of agent.prompts) {
      const value = String(prompt.node.value);
      if (key === "messages" || value.length < 20) continue;
      // Of two branches one is sent.
      if (/\{\{~?#(?:if|unless)|\{\{~?else/.test(value)) continue;
      const text = agent.textOf(prompt);
      // Code stands for itself.
      const prose = text.text
        .slice(0, mostRead)
        .replace(/```[\s\S]*?(?:```|$)/g, (code) => code.replace(/[^\n]/g, "|"));
      for (const { 0: written, index } of prose.matchAll(sentence)) {
        const plain = written
          .toLowerCase()
          .replace(/^[\s\d*#>.)-]+/, "")
          .replace(/[\s"'“”*_`.!?]+/g, " ")
          .trim();
        const order = orders.exec(plain);
        const thing = order ? plain.slice(order[0].length) : plain;
        if (thing.length < 8 || !thing.includes(" ") || thing.includes("|")) continue;
        const not = order?.[2] !== undefined;
        const range = () => {
          const from = index + written.length - written.trimStart().length;
          return text.rangeAt(from, index + written.trimEnd().length);
        };
        const before = said.get(thing);
        if (!before) said.set(thing, { not, words: shortened(written) });
        else if (before.not !== not) {
          findings.push({ message: `Another line says the opposite: ${before.words}`, range: range() });
        } else if (thing.length >= 30 && order) {
          findings.push({ message: `Another line says this already: ${before.words}`, range: range() });
        }
      }
    }
    return findings;
  },
};

function shortened(written: string): string {
  const plain = written.replace(/^[\s*-]+|\s+$/g, "").replace(/\s+/g, " ");
  return plain.length > 60 ? `${plain.slice(0, 59)}…` : plain;
}

/** Shorter lines may well be alike. */
const leastLine = 20;
/** Together they are worth a file. About 250 tokens. */
const leastShared = 1000;
/** Of hundreds of long prompts the first are compared: this happens with every key. */
const mostLines = 2000;

export const sharedText: FileRule = {
  id: "AG606",
  scope: "file",
  severity: "information",
  check({ document }) {
    const long: { name: string; prompts: readonly Prompt[] }[] = [];
    let lines = 0;
    for (const { path, placed } of agentBodies(document)) {
      if (lines > mostLines) break;
      if (without.has(placed.node)) continue;
      const prompts = promptsUnder(document, path).filter(({ node }) => linesOf(node).length > 0);
      // Most agents have none: that is kept with the node.
      if (prompts.length === 0 && path.length > 0 && !hasAlias(placed.node)) without.add(placed.node);
      if (prompts.length === 0) continue;
      long.push({ name: path.length === 0 ? "the first prompt" : String(path.at(-1)), prompts });
      for (const { node } of prompts) lines += linesOf(node).length;
    }
    if (long.length < 2) return [];
    /** Line → the agent that has it first. */
    const owners = new Map<string, string>();
    const findings: Finding[] = [];
    for (const { name, prompts } of long) {
      for (const { node, base } of prompts) {
        const shared = new Map<string, { first: string; length: number }>();
        for (const line of linesOf(node)) {
          const owner = owners.get(line) ?? name;
          if (owner === name) owners.set(line, name);
          else
            shared.set(owner, {
              first: shared.get(owner)?.first ?? line,
              length: (shared.get(owner)?.length ?? 0) + line.length,
            });
        }
        for (const [owner, { first, length }] of shared) {
          if (length < leastShared) continue;
          const text = scalarText(document.source, node, base);
          const from = Math.max(0, text.text.indexOf(first));
          const message = `About ${formatTokens(Math.round(length / 4))} tokens from here on stand in ${owner} too. In a file that both name first they are written once, and can be cached.`;
          findings.push({ message, range: text.rangeAt(from, from + first.length) });
          break;
        }
      }
    }
    return findings;
  },
};

const without = new WeakSet<SyntaxNode>();
const ofNodes = new NodeMemo<readonly string[]>();
/** The lines of a long prompt that are worth being compared. Kept with the node. */
function linesOf(node: ScalarNode): readonly string[] {
  let found = ofNodes.get(node);
  if (!found) {
    const value = String(node.value);
    const lines = value.length < leastShared ? [] : value.slice(0, mostRead).split("\n");
    found = [...new Set(lines.map((line) => line.trim()).filter((line) => line.length >= leastLine))];
    ofNodes.set(node, found);
  }
  return found;
}
