import { type MapNode, rangeOf, type ScalarNode, type Span, type SyntaxNode } from "../../document/node.ts";
import { isLong, NodeMemo } from "../../document/nodeMemo.ts";
import { type FileRule, type Finding, replace } from "./rule.ts";

/** Words that YAML 1.1 reads as a truth value, and YAML 1.2 as text. */
const truths = /^(?:yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)$/;
/** `12:30` is 750 there. */
const sixties = /^[-+]?[1-9]\d*(?::[0-5]?\d)+$/;
const grouped = /^[-+]?\d+(?:_\d+)+$/;
/** `0777` is 511 there. */
const octal = /^[-+]?0[0-7]+$/;

export const readElsewhere: FileRule = {
  id: "AG105",
  scope: "file",
  severity: "warning",
  safe: true,
  check({ document }) {
    const { root } = document;
    if (!root) return [];
    return unsteadyIn(root.node).flatMap(({ span, line, key, value }): Finding[] => {
      const range = rangeOf(span, root.base + line);
      // A number with a zero before it shows only in the text.
      const text = typeof value === "string" ? value : document.source.slice(range);
      const reading = readingOf(text);
      if (!reading || (typeof value === "number" && !octal.test(text))) return [];
      const message = `Tools that read YAML 1.1 (PyYAML, and so ADK) take ${text} for ${reading}. Put it in quotes.`;
      // In quotes a number would be a text: without its zeros it stays one.
      const newText = typeof value === "number" ? String(value) : `"${text}"`;
      return [
        {
          message,
          range,
          fix: replace(range, newText, key || typeof value === "string" ? "Put it in quotes" : `Write ${newText}`),
        },
      ];
    });
  },
};

function readingOf(text: string): string | undefined {
  if (truths.test(text)) return /^(?:yes|on)$/i.test(text) ? "true" : "false";
  if (sixties.test(text)) {
    const sign = text.startsWith("-") ? -1 : 1;
    return String(
      sign *
        text
          .replace(/^[-+]/, "")
          .split(":")
          .reduce((sum, part) => sum * 60 + Number(part), 0),
    );
  }
  if (grouped.test(text)) return String(Number(text.replaceAll("_", "")));
  if (octal.test(text)) return String(Number.parseInt(text, 8));
  return undefined;
}

interface Unsteady {
  readonly span: Span;
  readonly line: number;
  readonly key: boolean;
  readonly value: ScalarNode["value"];
}
const found = new NodeMemo<readonly Unsteady[]>();
const none: readonly Unsteady[] = [];

/** The values and keys that may not be what they look like. Kept with each long node. */
export function unsteadyIn(node: SyntaxNode): readonly Unsteady[] {
  if (node.kind === "alias") return none;
  if (node.kind === "scalar") return ofScalar(node);
  let all = found.get(node);
  if (!all) {
    const collected: Unsteady[] = [];
    if (node.kind === "map") {
      for (const entry of node.entries) {
        collected.push(...ofKey(entry));
        for (const one of unsteadyIn(entry.value)) collected.push({ ...one, line: one.line + entry.line });
      }
    } else {
      for (const item of node.items) {
        for (const one of unsteadyIn(item.value)) collected.push({ ...one, line: one.line + item.line });
      }
    }
    all = collected.length === 0 ? none : collected;
    if (isLong(node)) found.set(node, all);
  }
  return all;
}

function ofScalar(node: ScalarNode): readonly Unsteady[] {
  const { value, span, style } = node;
  if (style !== "plain") return none;
  if (typeof value === "number") {
    const longer = span.endColumn - span.column > String(value).length;
    return longer ? [{ span, line: 0, key: false, value }] : none;
  }
  if (typeof value !== "string" || value.length > 20 || readingOf(value) === undefined) return none;
  return [{ span, line: 0, key: false, value }];
}

function ofKey({ name, keySpan, line }: MapNode["entries"][number]): readonly Unsteady[] {
  if (!truths.test(name) || keySpan.endColumn - keySpan.column !== name.length) return none;
  return [{ span: keySpan, line, key: true, value: name }];
}
