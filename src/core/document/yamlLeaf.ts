import {
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type ParsedNode,
  parseDocument,
  type Scalar,
  type YAMLError,
} from "yaml";
import type { Leaf, LeafParser, SyntaxCode, SyntaxProblem } from "./leaf.ts";
import type { Entry, Item, MapNode, ScalarStyle, Span, SyntaxNode } from "./node.ts";

/** Leaves read by the `yaml` package. One-line entries with a simple value, the greater part of a file, are read here. */
export const yamlLeaf: LeafParser = {
  parse(text) {
    const simple = simpleEntry(text) ?? literalEntry(text);
    if (simple) return { root: simple, problems: none };
    if (tooDeep(text)) return { root: undefined, problems: [{ code: "deep", line: 0, column: firstColumn(text) }] };
    try {
      return parseWithYaml(text);
    } catch (error) {
      // The library recurses; what nests thousands of levels deep overflows its stack. That is a fact about the text.
      if (error instanceof RangeError) {
        return { root: undefined, problems: [{ code: "deep", line: 0, column: firstColumn(text) }] };
      }
      throw error;
    }
  },
};

const none: readonly never[] = [];
const maxDepth = 100;

function parseWithYaml(text: string): Leaf {
  const document = parseDocument(text, { uniqueKeys: false, prettyErrors: false, logLevel: "silent", version: "1.2" });
  const at = locator(text);
  const problems: SyntaxProblem[] = [];
  const first = document.errors[0];
  const root = document.contents ? convert(document.contents as ParsedNode, 0) : undefined;
  if (first) {
    const known = leadingTemplate(text) ?? deeperKeys(text);
    if (known) return known;
    const problem = describe(first, text, at);
    if (problem.code === "colon" && root?.kind === "map") {
      const read = withText(root, text, at(first.pos[0]).line);
      if (read) return { root: read.map, problems: [{ ...problem, ...read.span }, ...problems] };
    }
    problems.unshift(problem);
  }
  return { root, problems };

  function span(from: number, to: number): Span {
    let end = to;
    while (end > from && isSpace(text.charCodeAt(end - 1))) end--;
    const a = at(from);
    const b = at(end);
    return { line: a.line, column: a.column, endLine: b.line, endColumn: b.column };
  }

  function convert(node: ParsedNode, depth: number): SyntaxNode {
    const [from, to] = node.range;
    if (isAlias(node)) return { kind: "alias", name: node.source, span: span(from, to) };
    const anchor = node.anchor ? { anchor: node.anchor } : {};
    if (depth > maxDepth) {
      problems.push({ code: "deep", ...at(from) });
      return { kind: "scalar", value: null, style: "empty", span: span(from, from) };
    }
    if (node.tag && !/^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq)$/.test(node.tag)) {
      problems.push({ code: "tag", ...at(from), word: node.tag });
    }
    if (isScalar(node)) {
      return { kind: "scalar", value: scalarValue(node), style: styleOf(node, text), span: span(from, to), ...anchor };
    }
    if (isMap(node)) {
      if (node.flow && text.startsWith("{{", from)) return template(node, from, to);
      const entries: Entry[] = [];
      for (const pair of node.items) {
        if (!isPair(pair)) continue;
        const key = pair.key as ParsedNode | null;
        const value = pair.value as ParsedNode | null;
        const keySpan = key ? span(key.range[0], key.range[1]) : span(from, from);
        const name = keyName(key, text);
        if (name === "<<") problems.push({ code: "merge", ...keySpan });
        const after = key ? key.range[1] : from;
        entries.push({
          name,
          keySpan,
          value: value
            ? convert(value, depth + 1)
            : { kind: "scalar", value: null, style: "empty", span: span(after, after) },
          line: 0,
        });
      }
      return { kind: "map", entries, flow: node.flow === true, span: span(from, to), ...anchor };
    }
    if (isSeq(node)) {
      const items: Item[] = node.items.map((item) => ({
        // In a flow list `a: b` is a pair: a map with one entry.
        value: isPair(item)
          ? onePair(item.key as ParsedNode | null, item.value as ParsedNode | null, from, depth)
          : convert(item as ParsedNode, depth + 1),
        line: 0,
      }));
      return { kind: "list", items, flow: node.flow === true, span: span(from, to), ...anchor };
    }
    return { kind: "scalar", value: null, style: "empty", span: span(from, from) };
  }

  function onePair(key: ParsedNode | null, value: ParsedNode | null, from: number, depth: number): SyntaxNode {
    const keySpan = key ? span(key.range[0], key.range[1]) : span(from, from);
    const end = value?.range[1] ?? key?.range[1] ?? from;
    const empty: SyntaxNode = { kind: "scalar", value: null, style: "empty", span: span(end, end) };
    const entry: Entry = {
      name: keyName(key, text),
      keySpan,
      value: value ? convert(value, depth + 1) : empty,
      line: 0,
    };
    return { kind: "map", entries: [entry], flow: true, span: span(key?.range[0] ?? from, end) };
  }

  /** `{{name}}` without quotes: YAML reads a map, the author meant text. Read it as text and say so. */
  function template(node: ParsedNode, from: number, to: number): SyntaxNode {
    const lineEnd = text.indexOf("\n", to);
    const rest = text.slice(to, lineEnd < 0 ? text.length : lineEnd);
    const whole = /^\s*[,\]}#]/.test(rest) || isCollection(node) === false ? to : to + rest.trimEnd().length;
    const where = span(from, whole);
    problems.push({ code: "template", ...where });
    return { kind: "scalar", value: text.slice(from, whole), style: "plain", span: where };
  }
}

/** `description: Note: …`: the library reads a map there, the author meant text. The map with that value as text. */
function withText(map: MapNode, text: string, line: number): { map: MapNode; span: Span } | undefined {
  const index = map.entries.findIndex(({ value }) => value.kind === "map" && !value.flow && value.span.line === line);
  const entry = map.entries[index];
  if (entry?.value.kind !== "map") return undefined;
  const { span } = entry.value;
  const lines = text.split("\n").slice(span.line, span.endLine + 1);
  lines[lines.length - 1] = lines.at(-1)?.slice(0, span.endColumn) ?? "";
  lines[0] = lines[0]?.slice(span.column) ?? "";
  const words = lines.map((each) => each.trim()).join(" ");
  const value: SyntaxNode = { kind: "scalar", value: words, style: "plain", span };
  return { map: { ...map, entries: map.entries.with(index, { ...entry, value }) }, span };
}

/** A piece whose own value begins with `{{` and goes on as text, which YAML rejects. */
function leadingTemplate(text: string): Leaf | undefined {
  const match = /^( *(?:- +)?)([^\s:#"'{[][^:#]*?)(\s*:\s+)(\{\{.*)/.exec(text);
  if (!match) return undefined;
  const [, before = "", name = "", colon = "", value = ""] = match;
  if (before.includes("-")) return undefined;
  const column = before.length + name.length + colon.length;
  const span = { line: 0, column, endLine: 0, endColumn: column + value.trimEnd().length };
  const keySpan = { line: 0, column: before.length, endLine: 0, endColumn: before.length + name.length };
  const node: SyntaxNode = { kind: "scalar", value: value.trimEnd(), style: "plain", span };
  return {
    root: {
      kind: "map",
      flow: false,
      entries: [{ name, keySpan, value: node, line: 0 }],
      span: { ...keySpan, endColumn: span.endColumn },
    },
    problems: [{ code: "template", ...span }],
  };
}

/**
 * `name: hello` with `  model: …` below it, indented by a slip: the keys below are read as neighbours. Only words in small
 * letters are taken for keys; a text that goes on with "Note: …" is one that needs quotes.
 */
function deeperKeys(text: string): Leaf | undefined {
  const lineEnd = text.indexOf("\n");
  const match = /^( *)([A-Za-z_][\w.-]*): +[^\s|>].*\n(?:[ \t]*\n)*( +)[a-z][a-z0-9_]*:(?=\s)/.exec(text);
  const [whole = "", { length: indent } = "", word = "", { length: deeper } = ""] = match ?? [];
  if (!match || deeper <= indent) return undefined;
  const head = yamlLeaf.parse(text.slice(0, lineEnd + 1));
  const below = yamlLeaf.parse(text.slice(lineEnd));
  if (head.problems.length > 0 || head.root?.kind !== "map" || below.root?.kind !== "map") return undefined;
  const entries = [...head.root.entries, ...below.root.entries];
  const { endLine, endColumn } = below.root.span;
  const line = whole.split("\n").length - 1;
  return {
    root: { kind: "map", flow: false, entries, span: { ...head.root.span, endLine, endColumn } },
    problems: [{ code: "deeper", line, column: 0, endLine: line, endColumn: deeper, word }, ...below.problems],
  };
}

const simple =
  /^( *)([A-Za-z_][\w.-]*):(?: +([A-Za-z][^:#{}[\],&*!|>'"%@`\n\t]*|-?[1-9]\d{0,14}|"[^"\\\n]*"|'[^'\n]*'|\*[\w-]+))?[ \n]*$/;
const reserved = /^(?:true|false|null|yes|no|on|off)$/i;

function simpleEntry(text: string): SyntaxNode | undefined {
  if (text.length > 400) return undefined;
  const match = simple.exec(text);
  if (!match) return undefined;
  const [, { length: indent } = "", name = "", written] = match;
  const keySpan: Span = { line: 0, column: indent, endLine: 0, endColumn: indent + name.length };
  const source = written?.trimEnd();
  if (source !== undefined && reserved.test(source)) return undefined;
  const after = indent + name.length + 1;
  const column = source === undefined ? after : text.indexOf(source, after);
  const span: Span = { line: 0, column, endLine: 0, endColumn: column + (source?.length ?? 0) };
  let value: null | number | string = null;
  let style: ScalarStyle = "empty";
  if (source !== undefined) {
    const c = source.charCodeAt(0);
    style = c === 34 ? "double" : c === 39 ? "single" : "plain";
    if (c === 42) return entryOf(name, keySpan, { kind: "alias", name: source.slice(1), span });
    if (style !== "plain") value = source.slice(1, -1);
    else value = c === 45 || c < 58 ? Number(source) : source;
  }
  return entryOf(name, keySpan, { kind: "scalar", value, style, span });
}

function entryOf(name: string, keySpan: Span, value: SyntaxNode): SyntaxNode {
  const { endLine, endColumn } = value.span;
  return {
    kind: "map",
    flow: false,
    entries: [{ name, keySpan, value, line: 0 }],
    span: { line: 0, column: keySpan.column, endLine, endColumn },
  };
}

/** `key: |` with its text, the usual prompt: read line by line when nothing about it is special. */
function literalEntry(text: string): SyntaxNode | undefined {
  const head = /^( *)([A-Za-z_][\w.-]*): +\|(-?)[ \t]*\n/.exec(text);
  if (!head) return undefined;
  const [{ length: start }, { length: indent } = "", name = "", chomp] = head;
  const lines = text.slice(start).split("\n");
  if (lines.at(-1) === "") lines.pop();
  let last = lines.length - 1;
  while (last >= 0 && (lines[last] as string).trim() === "") last--;
  const first = lines[0];
  if (last < 0 || first === undefined) return undefined;
  const inner = first.search(/[^ ]/);
  if (inner <= indent || first.charCodeAt(inner) === 9) return undefined;
  const body: string[] = [];
  for (let i = 0; i <= last; i++) {
    const line = lines[i] as string;
    for (let at = 0; at < inner; at++) {
      if (line.charCodeAt(at) === 32) continue;
      if (at < line.length) return undefined;
      break;
    }
    body.push(line.slice(inner));
  }
  const keySpan: Span = { line: 0, column: indent, endLine: 0, endColumn: indent + name.length };
  const endColumn = (lines[last] as string).trimEnd().length;
  const span: Span = { line: 0, column: text.indexOf("|", indent + name.length), endLine: last + 1, endColumn };
  const value = body.join("\n") + (chomp ? "" : "\n");
  return entryOf(name, keySpan, { kind: "scalar", value, style: "literal", span });
}

function keyName(key: ParsedNode | null, text: string): string {
  if (!key) return "";
  if (isScalar(key)) return typeof key.value === "string" ? key.value : (key.source ?? String(key.value ?? ""));
  return text.slice(key.range[0], key.range[1]);
}

function scalarValue(node: Scalar): null | boolean | number | string {
  const { value } = node;
  if (typeof value === "string" || typeof value === "boolean" || typeof value === "number" || value === null)
    return value;
  return node.source ?? String(value ?? "");
}

function styleOf(node: Scalar, text: string): ScalarStyle {
  switch (node.type) {
    case "BLOCK_LITERAL":
      return "literal";
    case "BLOCK_FOLDED":
      return "folded";
    case "QUOTE_DOUBLE":
      return "double";
    case "QUOTE_SINGLE":
      return "single";
    default: {
      const range = node.range ?? [0, 0, 0];
      return range[0] === range[1] || text.slice(range[0], range[1]).trim() === "" ? "empty" : "plain";
    }
  }
}

/** The library's error in our words: which mistake is it, and where does it begin. */
function describe(error: YAMLError, text: string, at: (offset: number) => Place): SyntaxProblem {
  const [from, to] = error.pos;
  const { code, message } = error;
  const problem = (name: SyntaxCode, offset = from): SyntaxProblem => ({ code: name, ...at(offset), detail: message });
  switch (code) {
    case "TAB_AS_INDENT":
      return problem("tab");
    case "BAD_DQ_ESCAPE": {
      const end = at(Math.max(to, from + 2));
      return { ...problem("escape"), endLine: end.line, endColumn: end.column, word: text.slice(from, from + 2) };
    }
    case "MISSING_CHAR": {
      if (/quote/.test(message)) return problem("quote", openQuote(text, from));
      if (/flow|\]|\}/.test(message)) return problem("bracket", openBracket(text, from));
      return problem("other");
    }
    case "BAD_SCALAR_START":
      return { ...problem("start"), word: text.charAt(from) };
    case "BLOCK_AS_IMPLICIT_KEY":
      return problem("colon");
    case "MULTILINE_IMPLICIT_KEY":
      return problem(/^["']/.test(text.slice(from)) ? "quote" : "half-key");
    case "BAD_INDENT":
      return problem(/flow|\]|\}/i.test(message) ? "bracket" : "indent", offsetOfBracket(message, text, from));
    case "BLOCK_IN_FLOW":
      return problem("bracket", openBracket(text, from));
    case "MULTIPLE_ANCHORS":
    case "ALIAS_PROPS":
    case "BAD_PROP_ORDER":
    case "MULTIPLE_TAGS":
      return problem("anchor");
    case "BAD_ALIAS":
      return problem("start");
    case "MULTIPLE_DOCS":
      return problem("second-document");
    case "TAG_RESOLVE_FAILED":
      return problem("tag");
    case "UNEXPECTED_TOKEN":
      if (/block scalar header/i.test(message)) return problem("block-header");
      if (/flow|,|\]|\}/.test(message)) return problem("bracket", openBracket(text, from));
      return problem("other");
    default:
      return problem("other");
  }
}

function offsetOfBracket(message: string, text: string, from: number): number {
  return /flow|\]|\}/i.test(message) ? openBracket(text, from) : from;
}

/** The quote that was opened and not closed: the last one before the error that has no partner on its line. */
function openQuote(text: string, offset: number): number {
  const found = /(?:[:\-[{,]\s+|^\s*)(["'])/m.exec(text);
  return found && found.index <= offset ? found.index + found[0].length - 1 : Math.min(offset, text.length);
}

function openBracket(text: string, offset: number): number {
  let depth = 0;
  for (let i = Math.min(offset, text.length) - 1; i >= 0; i--) {
    const c = text.charCodeAt(i);
    if (c === 93 || c === 125) depth++;
    else if ((c === 91 || c === 123) && depth-- === 0) return i;
  }
  return Math.min(offset, text.length);
}

interface Place {
  readonly line: number;
  readonly column: number;
}

/** Offset → line and column, for a piece that is read from top to bottom more or less once. */
function locator(text: string): (offset: number) => Place {
  const starts = [0];
  for (let i = text.indexOf("\n"); i >= 0; i = text.indexOf("\n", i + 1)) starts.push(i + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, column: offset - (starts[low] as number) };
  };
}

function isSpace(c: number): boolean {
  return c === 32 || c === 10 || c === 9 || c === 13;
}

function firstColumn(text: string): number {
  return Math.max(0, text.search(/\S/));
}

/** Brackets nested deeper than anyone writes them; the library takes quadratic time on those. */
function tooDeep(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 91 || c === 123) {
      if (++depth > 200) return true;
    } else if ((c === 93 || c === 125) && depth > 0) depth--;
  }
  return false;
}
