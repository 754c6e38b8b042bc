import type { Range, TextEdit } from "vscode-languageserver-types";
import type { AgentDocument } from "../document/agentDocument.ts";
import { parseExpression } from "../document/expression.ts";
import { schemaWords, typeWords } from "../document/inputSchema.ts";
import { type Entry, type MapNode, rangeOf, type ScalarNode, type SyntaxNode } from "../document/node.ts";
import { isLong, NodeMemo } from "../document/nodeMemo.ts";
import type { Fix, Problem } from "../document/problem.ts";
import { foreignKeys } from "./agentSchema.ts";
import { nearest } from "./nearest.ts";
import { type CasesSchema, formOf, type KeySchema, type MapSchema, type Pattern, type Schema } from "./schema.ts";
import { caseOf } from "./schemaAt.ts";

/** What a document says against the schema: unknown keys, wrong values, missing keys. One mistake is one problem. */
export function checkSchema(document: AgentDocument, schema: Schema): readonly Problem[] {
  const { root } = document;
  if (!root) return [];
  const removes = root.node.kind === "map" && root.node.entries.some((entry) => entry.name === "extends");
  return check(root.node, schema, removes).map((problem) => shifted(problem, root.base));
}

/** What is wrong with one entry's value; `base` is what its lines count from. */
export function checkEntry(entry: Entry, schema: Schema, base: number): readonly Problem[] {
  return checkValue(entry, schema, false).map((problem) => shifted(problem, base));
}

/**
 * Problems count lines from their node's base, and nodes never change: what was found about a node once holds for every
 * later version of the document that still has it.
 */
const found = new NodeMemo<{ readonly schema: Schema; readonly problems: readonly Problem[] }>();
const foundRemoving: typeof found = new NodeMemo();
const none: readonly Problem[] = [];

/** `removes`: the file extends another one, and `null` takes away what it inherits. */
function check(node: SyntaxNode, schema: Schema, removes: boolean): readonly Problem[] {
  if (node.kind === "scalar") return checkScalar(node, schema);
  // A reference is checked where its target stands.
  if (node.kind === "alias") return none;
  const memo = removes ? foundRemoving : found;
  const known = memo.get(node);
  if (known?.schema === schema) return known.problems;
  const problems = checkCollection(node, schema, removes);
  if (isLong(node)) memo.set(node, { schema, problems });
  return problems;
}

function checkCollection(
  node: Exclude<SyntaxNode, { kind: "scalar" | "alias" }>,
  schema: Schema,
  removes: boolean,
): readonly Problem[] {
  switch (schema.kind) {
    case "any":
      return !schema.form || schema.form === node.kind ? none : [wrongForm(node, schema)];
    case "list": {
      if (node.kind !== "list") return [wrongForm(node, schema)];
      const problems: Problem[] = [];
      for (const item of node.items) {
        // Lists are replaced as a whole: nothing in them is inherited.
        for (const problem of check(item.value, schema.item, false)) problems.push(shifted(problem, item.line));
      }
      const { min = 0, max = Number.POSITIVE_INFINITY } = schema;
      if (node.items.length < min || node.items.length > max) {
        const count = min === max ? `${min}` : node.items.length < min ? `at least ${min}` : `at most ${max}`;
        problems.push(problem("AG109", `This list has ${node.items.length} items and needs ${count}.`, span(node)));
      }
      return problems;
    }
    case "mapOf": {
      if (node.kind !== "map") return [wrongForm(node, schema)];
      const problems = node.entries.flatMap((entry) => [
        ...(schema.keys ? checkName(entry, schema.keys) : none),
        ...(removes && removesKey(entry) ? none : checkValue(entry, schema.value, removes)),
      ]);
      if (node.entries.length < (schema.min ?? 0)) {
        problems.push(problem("AG109", `At least one ${schema.names} belongs here.`, span(node)));
      }
      return problems;
    }
    case "map":
      return node.kind === "map" ? checkMap(node, schema, removes) : [wrongForm(node, schema)];
    case "cases": {
      if (node.kind !== "map") return [wrongForm(node, schema)];
      const chooser = node.entries.findLast((e) => e.name === schema.key);
      const chosen = chooser?.value.kind === "scalar" ? chooser.value.value : undefined;
      const typeOf = Object.values(schema.cases)[0]?.keys()[schema.key];
      // An unknown word there is the one mistake: which other keys belong cannot be known.
      if (chooser && typeOf && (typeof chosen !== "string" || !Object.hasOwn(schema.cases, chosen))) {
        return checkValue(chooser, typeOf.schema, false);
      }
      return checkMap(node, caseOf(schema, node), removes, schema);
    }
    case "either": {
      const option = schema.options.find((o) => accepts(o, node.kind));
      if (isBareBraces(node) && accepts(schema, "scalar")) return [bracesAreText(node, schema)];
      return option ? check(node, option, removes) : [wrongForm(node, schema)];
    }
    default:
      return [wrongForm(node, schema)];
  }
}

function accepts(schema: Schema, kind: SyntaxNode["kind"]): boolean {
  switch (schema.kind) {
    case "any":
      return !schema.form || schema.form === kind;
    case "list":
      return kind === "list";
    case "map":
    case "mapOf":
    case "cases":
      return kind === "map";
    case "either":
      return schema.options.some((o) => accepts(o, kind));
    default:
      return kind === "scalar";
  }
}

/** `cases`: of which the map is one. */
function checkMap(node: MapNode, schema: MapSchema, removes: boolean, cases?: CasesSchema): readonly Problem[] {
  const keys = schema.keys();
  const problems: Problem[] = [];
  let firstLeft: Entry | undefined;
  let left = 0;
  for (const entry of node.entries) {
    const key = Object.hasOwn(keys, entry.name) ? keys[entry.name] : undefined;
    if (key) {
      if (!(removes && !key.required && removesKey(entry))) problems.push(...checkValue(entry, key.schema, removes));
    } else if (!schema.open && !entry.name.startsWith("x-") && entry.name !== "<<") {
      // Beyond a hundred nobody reads them: the others are counted.
      if (problems.length < 100) problems.push(shifted(unknownKey(entry, keys, node, cases), entry.line));
      else {
        firstLeft ??= entry;
        left++;
      }
    }
  }
  if (firstLeft) {
    const message = `"${firstLeft.name}" and ${left - 1} more keys below it are not keys of the language.`;
    problems.push(shifted(problem("AG107", message, rangeOf(firstLeft.keySpan, 0)), firstLeft.line));
  }
  for (const [name, key] of requiredOf(schema)) {
    if (node.entries.some((entry) => entry.name === name)) continue;
    // Behind a misspelt key nothing is missing.
    if (problems.some((p) => p.fix?.title === renameTo(name))) continue;
    problems.push(missingKey(name, key, node));
  }
  if (schema.oneOf) problems.push(...checkOneOf(node, schema.oneOf, problems));
  return problems;
}

const required = new WeakMap<MapSchema, readonly (readonly [string, KeySchema])[]>();
function requiredOf(schema: MapSchema): readonly (readonly [string, KeySchema])[] {
  let found = required.get(schema);
  if (!found) {
    found = Object.entries(schema.keys()).filter(([, key]) => key.required);
    required.set(schema, found);
  }
  return found;
}

/** Exactly one of some keys. */
function checkOneOf(node: MapNode, names: readonly string[], others: readonly Problem[]): readonly Problem[] {
  const given = node.entries.filter((entry) => names.includes(entry.name));
  const [first, second] = new Map(given.map((entry) => [entry.name, entry])).values();
  if (first && second) {
    const message = `"${first.name}" and "${second.name}" exclude each other: one of them belongs here.`;
    return [shifted(problem("AG109", message, rangeOf(second.keySpan, 0)), second.line)];
  }
  if (first || others.some((p) => names.some((name) => p.fix?.title === renameTo(name)))) return none;
  const start = node.entries[0];
  const range = start && !node.flow ? shiftRange(rangeOf(start.keySpan, 0), start.line) : span(node);
  const listed = names.map((name) => `"${name}"`);
  return [problem("AG110", `${listed.slice(0, -1).join(", ")} or ${listed.at(-1)} is missing.`, range)];
}

/** `tools: null` in a file that extends another one. */
function removesKey({ value }: Entry): boolean {
  return value.kind === "scalar" && value.value === null && value.style !== "empty";
}

/** The author's own name for a part of a map. */
function checkName(entry: Entry, { source, says }: Pattern): readonly Problem[] {
  if (regExp(source).test(entry.name)) return none;
  const range = rangeOf(entry.keySpan, 0);
  const near = repairedName(entry.name, source);
  const fix: Fix | undefined = near ? { title: renameTo(near), edits: [{ range, newText: near }] } : undefined;
  return [shifted(problem("AG109", says, range, fix), entry.line)];
}

const regExps = new Map<string, RegExp>();
function regExp(source: string): RegExp {
  let made = regExps.get(source);
  if (!made) {
    made = new RegExp(source, "u");
    regExps.set(source, made);
  }
  return made;
}

function checkValue(entry: Entry, schema: Schema, removes: boolean): readonly Problem[] {
  const { value } = entry;
  if (value.kind === "scalar" && value.style === "empty" && value.value === null) {
    if (accepts(schema, "scalar") && schema.kind === "any") return none;
    const message = `"${entry.name}" has no value yet: ${formOf(schema)} belongs here.`;
    return [shifted(problem("AG109", message, rangeOf(entry.keySpan, 0)), entry.line)];
  }
  const problems = check(value, schema, removes);
  return problems.length === 0 ? none : problems.map((p) => shifted(p, entry.line));
}

function checkScalar(node: ScalarNode, schema: Schema): readonly Problem[] {
  const { value } = node;
  switch (schema.kind) {
    case "any":
      return schema.form && value !== null ? [wrongForm(node, schema)] : none;
    case "either": {
      const options = schema.options.filter((o) => accepts(o, "scalar"));
      const numbers = typeof value === "number" ? options.find((o) => o.kind === "number") : undefined;
      const first = numbers ?? options[0];
      if (!first) return [wrongForm(node, schema)];
      if (options.some((o) => checkScalar(node, o).length === 0)) return none;
      // `a: string` where a JSON Schema belongs.
      if (first.kind === "boolean" && typeof value === "string" && accepts(schema, "map")) {
        const type = (typeWords as readonly string[]).includes(value);
        return [wrongForm(node, schema, type ? replaceBy(node, `{type: ${value}}`) : undefined)];
      }
      return checkScalar(node, first);
    }
    case "text": {
      if (typeof value === "string") {
        if (schema.pattern && !regExp(schema.pattern.source).test(value)) {
          return [
            problem(
              "AG109",
              schema.pattern.says,
              span(node),
              replaceBy(node, repairedName(value, schema.pattern.source)),
            ),
          ];
        }
        const length = schema.maxLength === undefined ? 0 : [...value].length;
        if (schema.maxLength !== undefined && length > schema.maxLength) {
          return [problem("AG109", `At most ${schema.maxLength} characters; these are ${length}.`, span(node))];
        }
        return schema.expression ? checkExpression(node, value) : none;
      }
      // A number or a truth value is no mistake where words go on to a model; a version must not lose its zero.
      if (schema.template && value !== null) return none;
      if (schema.expression && typeof value === "boolean") return none;
      return [wrongForm(node, schema, value === null ? undefined : quote(node))];
    }
    case "number": {
      if (typeof value !== "number") {
        const number = typeof value === "string" ? Number(value.replaceAll(/[_, ]/g, "")) : Number.NaN;
        const fix = Number.isFinite(number) && value !== "" ? replaceBy(node, String(number)) : undefined;
        return [wrongForm(node, schema, fix)];
      }
      if (schema.integer && !Number.isInteger(value)) {
        return [wrongForm(node, schema, replaceBy(node, String(Math.round(value))))];
      }
      const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = schema;
      if (value < min) {
        return [
          problem("AG506", `${value} is too small: the least is ${min}.`, span(node), replaceBy(node, String(min))),
        ];
      }
      if (value > max) {
        return [
          problem("AG506", `${value} is too large: the most is ${max}.`, span(node), replaceBy(node, String(max))),
        ];
      }
      return none;
    }
    case "boolean":
      if (typeof value === "boolean") return none;
      return [wrongForm(node, schema, booleanFix(node))];
    case "words": {
      if (typeof value === "string" && (schema.open || schema.words.some((w) => w.word === value))) return none;
      const known = schema.words.map((w) => w.word);
      if (typeof value !== "string" && known.includes(String(value))) {
        const message = `"${value}" stands in quotes here: without them YAML reads something else.`;
        return [problem("AG109", message, span(node), quote(node))];
      }
      const near = nearest(String(value), known) ?? (known.length === 1 ? known[0] : undefined);
      const meant = near ? ` Did you mean ${near}?` : "";
      return [
        problem(
          "AG109",
          `"${value}" is not known here.${meant}${known.length > 24 ? "" : ` Allowed: ${known.join(", ")}.`}`,
          span(node),
          near ? replaceBy(node, near) : undefined,
        ),
      ];
    }
    case "model":
      return typeof value === "string" ? none : [wrongForm(node, schema, quote(node))];
    default:
      // `tools: google_search` for a list of one.
      return [
        wrongForm(
          node,
          schema,
          schema.kind === "list" && value !== null ? around(node, "[", "]", "Make it a list") : undefined,
        ),
      ];
  }
}

/** What `when`, `until` and `by` say, with the place inside the text where that is one piece of the line. */
function checkExpression(node: ScalarNode, text: string): readonly Problem[] {
  const { line, column, endLine, endColumn } = node.span;
  const quote = node.style === "single" || node.style === "double" ? 1 : 0;
  const asWritten = line === endLine && endColumn - column - 2 * quote === text.length;
  return parseExpression(text).problems.map(({ message, start, end, instead }) => {
    if (!asWritten) return problem("AG303", message, span(node));
    const from = column + quote;
    const range = { start: { line, character: from + start }, end: { line, character: from + end } };
    const fits = instead !== undefined && !(quote > 0 && /["'\\]/.test(instead));
    return problem(
      "AG303",
      message,
      range,
      fits ? { title: `Write ${instead.trim()}`, edits: [{ range, newText: instead }] } : undefined,
    );
  });
}

function wrongForm(node: SyntaxNode, schema: Schema, fix?: Fix): Problem {
  const wanted = formOf(schema);
  if (node.kind === "map" && node.flow && accepts(schema, "scalar") && !accepts(schema, "map")) {
    return bracesAreText(node, schema);
  }
  const is =
    node.kind === "map"
      ? "a map"
      : node.kind === "list"
        ? "a list"
        : node.kind === "scalar"
          ? node.value === null
            ? "nothing"
            : typeof node.value === "string"
              ? "a text"
              : typeof node.value === "number"
                ? `the number ${node.value}`
                : `the truth value ${node.value}`
          : "a reference";
  const names = schema.kind === "mapOf" && node.kind === "list" && node.items.some((item) => hasName(item.value));
  const how = names ? ': each name is a key, as in "quick: …" instead of "- name: quick"' : "";
  return problem("AG109", `Here stands ${is}, and ${wanted} belongs here${how}.`, span(node), fix);
}

function hasName(node: SyntaxNode): boolean {
  return node.kind === "map" && node.entries.some((entry) => entry.name === "name");
}

/** `{topic}`: a map to YAML, a variable of another template language to its author. */
function isBareBraces(node: SyntaxNode): boolean {
  return (
    node.kind === "map" &&
    node.flow &&
    node.entries.length > 0 &&
    node.entries.every((e) => e.value.kind === "scalar" && e.value.style === "empty")
  );
}

function bracesAreText(node: SyntaxNode, schema: Schema): Problem {
  const texts = schema.kind === "either" ? schema.options.filter((o) => accepts(o, "scalar")) : [schema];
  const wanted = texts.map(formOf).join(" or ");
  const message = `A value that starts with { is read as a map, and ${wanted} belongs here. Put it in quotes.`;
  return problem("AG103", message, span(node), around(node, '"', '"', "Put the text in quotes"));
}

function unknownKey(
  entry: Entry,
  keys: Readonly<Record<string, KeySchema>>,
  node: MapNode,
  cases: CasesSchema | undefined,
): Problem {
  const range = rangeOf(entry.keySpan, 0);
  // To a name that is there already it would only make another mistake.
  const taken = (to: string) => node.entries.some((each) => each.name === to);
  const rename = (to: string): Fix | undefined =>
    taken(to) ? undefined : { title: renameTo(to), edits: [{ range, newText: to }] };
  const { name } = entry;
  const comma = afterComma(entry, node);
  if (comma) return comma;
  const hidden = /[\p{Cc}\p{Cf}\u00a0]/u.exec(name)?.[0];
  if (hidden !== undefined) {
    const code = hidden.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0");
    const bare = name.replaceAll(hidden, "");
    return problem("AG107", `In the key "${bare}" stands the invisible character U+${code}.`, range, rename(bare));
  }
  const elsewhere = Object.entries(cases?.cases ?? {}).filter(([, map]) => Object.hasOwn(map.keys(), name));
  if (elsewhere.length > 0 && elsewhere.length <= 4) {
    const words = elsewhere.map(([word]) => `${cases?.key}: ${word}`);
    return problem("AG107", `"${name}" cannot stand here: it belongs to ${words.join(" or ")}.`, range);
  }
  const foreign = Object.hasOwn(foreignKeys, name) ? foreignKeys[name] : undefined;
  if (foreign?.under && keys[foreign.under]) {
    const message = `"${name}" belongs under "${foreign.under}"${foreign.key === name ? "" : `, as "${foreign.key}"`}.`;
    return problem("AG108", message, range, moveUnder(entry, node, foreign.under, foreign.key));
  }
  const ours = foreign?.key ?? (Object.hasOwn(schemaWords, name) ? undefined : snake(name));
  if (ours && Object.hasOwn(keys, ours) && ours !== name) {
    const already = taken(ours) ? ", and that stands here already" : "";
    return problem("AG108", `"${name}" is called "${ours}" here${already}.`, range, rename(ours));
  }
  // Also the misspelt word of another language leads to ours: instructon → instruction → system_instruction.
  const foreigners = Object.entries(foreignKeys).filter(([, to]) => keys[to.under ?? to.key]);
  const like = nearest(name, [...Object.keys(keys), ...foreigners.map(([word]) => word)]);
  const meant = like && !keys[like] ? foreignKeys[like] : undefined;
  if (meant?.under) {
    const message = `"${name}" is not a key of the language. Did you mean "${meant.key}", under "${meant.under}"?`;
    return problem("AG107", message, range, moveUnder(entry, node, meant.under, meant.key));
  }
  const near = meant?.key ?? like;
  if (near)
    return problem("AG107", `"${name}" is not a key of the language. Did you mean "${near}"?`, range, rename(near));
  const all = Object.keys(keys);
  const list = all.length <= 12 ? ` There are ${all.join(", ")}.` : ' Keys of your own start with "x-".';
  return problem(
    "AG107",
    `"${name}" is not a key that can stand here.${list}`,
    range,
    all.length > 12 ? rename(`x-${name}`) : undefined,
  );
}

/** `{description: Number, such as 12}`: the comma ended the text. */
function afterComma(entry: Entry, node: MapNode): Problem | undefined {
  const before = node.entries[node.entries.indexOf(entry) - 1];
  const empty = entry.value.kind === "scalar" && entry.value.style === "empty";
  if (!node.flow || !empty || !before || before.value.kind !== "scalar" || !/\s/.test(entry.name)) return undefined;
  const { value } = before;
  if (value.style !== "plain" || typeof value.value !== "string" || /["\\]/.test(value.value + entry.name))
    return undefined;
  const range = rangeOf(entry.keySpan, 0);
  const start = shiftRange(span(value), before.line - entry.line).start;
  const fix: Fix = {
    title: "Put the text in quotes",
    edits: [
      { range: { start, end: start }, newText: '"' },
      { range: { start: range.end, end: range.end }, newText: '"' },
    ],
  };
  return problem("AG103", "The comma before this ends the text. Put the whole text in quotes.", range, fix);
}

/** The title of the fix for a misspelt key. */
export function renameTo(key: string): string {
  return `Rename to ${key}`;
}

function snake(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
}

/** A one-line entry goes below the key where it belongs: into the map that is there, or into a new one. */
function moveUnder(entry: Entry, node: MapNode, under: string, key: string): Fix | undefined {
  const { value } = entry;
  if (node.flow || value.kind !== "scalar" || value.span.endLine !== entry.keySpan.line) return undefined;
  const title = `Move it under ${under}`;
  const existing = node.entries.find((e) => e.name === under);
  const line = entry.keySpan.line;
  const column = entry.keySpan.column;
  const keyRange = rangeOf(entry.keySpan, 0);
  if (!existing) {
    const pad = " ".repeat(column);
    const newText = `${under}:\n${pad}  ${key}`;
    return { title, edits: [{ range: keyRange, newText }] };
  }
  const map = existing.value;
  if (map.kind !== "map" || map.flow || map.entries.length === 0) return undefined;
  const first = map.entries[0] as Entry;
  // Edits are relative to this entry's lines, as the problem is.
  const target = existing.line + first.line + first.keySpan.line - entry.line;
  const at = { line: target, character: first.keySpan.column };
  const written: TextEdit = {
    range: { start: at, end: at },
    newText: `${key}: ${value.style === "plain" ? String(value.value) : JSON.stringify(value.value)}\n${" ".repeat(first.keySpan.column)}`,
  };
  const removed: TextEdit = {
    range: { start: { line, character: 0 }, end: { line: line + 1, character: 0 } },
    newText: "",
  };
  return { title, edits: target < line ? [written, removed] : [removed, written] };
}

function missingKey(name: string, key: KeySchema, node: MapNode): Problem {
  const first = node.entries[0];
  const range = first && !node.flow ? shiftRange(rangeOf(first.keySpan, 0), first.line) : span(node);
  const title = `Insert ${name}`;
  let fix: Fix | undefined;
  if (node.flow) {
    const at = { line: node.span.line, character: node.span.column + 1 };
    const comma = node.entries.length > 0 ? ", " : "";
    fix = { title, edits: [{ range: { start: at, end: at }, newText: `${name}: ${placeholder(name, key)}${comma}` }] };
  } else if (first) {
    const at = { line: first.line + first.keySpan.line, character: first.keySpan.column };
    const newText = `${name}: ${placeholder(name, key)}\n${" ".repeat(first.keySpan.column)}`;
    fix = { title, edits: [{ range: { start: at, end: at }, newText }] };
  }
  return problem("AG110", `"${name}" is missing. ${key.doc.split(/(?<=\.) /)[0]}`, range, fix);
}

function placeholder(name: string, key: KeySchema): string {
  if (name === "name") return "my_agent";
  if (name === "model" || name === "id") return "gemini-3.5-flash";
  return emptyOf(key.schema);
}

function emptyOf(schema: Schema): string {
  switch (schema.kind) {
    case "words":
      return schema.words[0]?.word ?? '""';
    case "list":
      return "[]";
    case "map":
    case "mapOf":
    case "cases":
      return "{}";
    case "number":
      return String(Math.max(schema.min ?? 1, Math.min(1, schema.max ?? 1)));
    case "boolean":
      return "true";
    case "either":
      return schema.options[0] ? emptyOf(schema.options[0]) : '""';
    default:
      return '""';
  }
}

function replaceBy(node: ScalarNode, newText: string | undefined): Fix | undefined {
  if (newText === undefined || newText === "") return undefined;
  return { title: `Change to ${newText}`, edits: [{ range: span(node), newText }] };
}

function quote(node: ScalarNode): Fix {
  return around(node, '"', '"', "Put it in quotes");
}

function around(node: SyntaxNode, before: string, after: string, title: string): Fix {
  const { start, end } = span(node);
  return {
    title,
    edits: [
      { range: { start, end: start }, newText: before },
      { range: { start: end, end }, newText: after },
    ],
  };
}

function booleanFix(node: ScalarNode): Fix | undefined {
  const word = String(node.value).toLowerCase();
  if (["yes", "on", "1", "y"].includes(word)) return replaceBy(node, "true");
  if (["no", "off", "0", "n"].includes(word)) return replaceBy(node, "false");
  return /^(true|false)$/.test(word) ? replaceBy(node, word) : undefined;
}

/** The name with what is not allowed replaced, when that makes it a good one. */
function repairedName(value: string, pattern: string): string | undefined {
  const name = value
    .trim()
    .replaceAll(/[^A-Za-z0-9_-]+/g, "_")
    .replace(/^[^A-Za-z_]+/, "")
    .slice(0, 63);
  return regExp(pattern).test(name) ? name : undefined;
}

function problem(code: string, message: string, range: Range, fix?: Fix): Problem {
  return { code, severity: "error", message, range, ...(fix ? { fix } : {}) };
}

function span(node: SyntaxNode): Range {
  return rangeOf(node.span, 0);
}

function shifted(problem: Problem, lines: number): Problem {
  if (lines === 0) return problem;
  const { fix } = problem;
  return {
    ...problem,
    range: shiftRange(problem.range, lines),
    ...(fix ? { fix: { ...fix, edits: fix.edits.map((e) => ({ ...e, range: shiftRange(e.range, lines) })) } } : {}),
  };
}

function shiftRange({ start, end }: Range, lines: number): Range {
  return {
    start: { line: start.line + lines, character: start.character },
    end: { line: end.line + lines, character: end.character },
  };
}
