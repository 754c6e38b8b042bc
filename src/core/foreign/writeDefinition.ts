import { Document, isMap, isPair, isScalar, isSeq, type Node, type Pair, Scalar, visit } from "yaml";
import { isObject, type Json, type JsonObject } from "../base/json.ts";
import type { Path } from "../document/definition.ts";
import { fileKeys } from "../schema/agentSchema.ts";
import { commentsOf } from "./comments.ts";
import type { Origin, Source } from "./source.ts";

/** Plain data as YAML: long texts as blocks, small maps on one line. Reads the same in YAML 1.1 and 1.2. */
export function writeYaml(value: Json, options: { readonly flow?: (path: Path) => boolean } = {}): string {
  return print(documentOf(value, options.flow));
}

/** A definition, its keys in the order in which people write them, with the comments of where it comes from. */
export function writeDefinition(
  value: JsonObject,
  from: {
    readonly origins: ReadonlyMap<string, Origin>;
    readonly sources: readonly Source[];
    readonly header?: string;
  },
): string {
  const document = documentOf(ordered(value), isSmallPlace);
  const header: string[] = from.header === undefined ? [] : [from.header];
  for (const source of from.sources) {
    for (const { path, text, trailing } of commentsOf(source.document)) {
      const at = path && targetOf(path, source.file, from.origins);
      if (!at || !place(document, at, text, trailing)) header.push(text);
    }
  }
  spaced(document);
  if (header.length > 0) document.commentBefore = header.join("\n");
  return print(document);
}

function print(document: Document): string {
  return document.toString({ lineWidth: 0, indentSeq: true, flowCollectionPadding: false, singleQuote: false });
}

/** What YAML 1.1 reads as something else. */
const elsewhere = /^(?:yes|no|on|off|y|n|true|false|null|~|[-+]?\d[\d_]*(?:[:.]\d+)*|0x[\da-f]+)$/i;

function documentOf(value: Json, flow: ((path: Path) => boolean) | undefined): Document {
  const document = new Document(value as unknown, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar(key, node) {
      if (typeof node.value !== "string") return;
      if (node.value.includes("\n") && key !== "key") node.type = Scalar.BLOCK_LITERAL;
      else if (elsewhere.test(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
    Map(_, node, parents) {
      if (flow?.(pathOf(parents, node)) && isSmall(node)) node.flow = true;
    },
    Seq(_, node, parents) {
      if (flow?.(pathOf(parents, node)) && isSmall(node)) node.flow = true;
    },
  });
  return document;
}

function pathOf(parents: readonly unknown[], node: unknown): Path {
  const path: (string | number)[] = [];
  const chain = [...parents, node];
  for (const [i, each] of chain.entries()) {
    if (isPair(each)) path.push(String(isScalar(each.key) ? each.key.value : each.key));
    else if (isSeq(each) && i + 1 < chain.length) path.push(each.items.indexOf(chain[i + 1] as never));
  }
  return path;
}

/** Where small maps and lists are written on one line. */
function isSmallPlace(path: Path): boolean {
  return path.length >= 2 || path[0] === "skills";
}

function isSmall(node: Node): boolean {
  if (isSeq(node)) return node.items.every((item) => isScalar(item) && fits(item)) && width(node.items) < 60;
  if (!isMap(node) || node.items.length > 4) return false;
  return (
    node.items.every(({ value }) => (isScalar(value) && fits(value)) || (isSeq(value) && isSmall(value))) &&
    width(node.items.flatMap(({ key, value }) => [key, ...(isSeq(value) ? value.items : [value])])) < 60
  );
}

function fits({ value }: Scalar): boolean {
  return typeof value !== "string" || (value.length <= 40 && !value.includes("\n"));
}

function width(nodes: readonly unknown[]): number {
  return nodes.reduce((sum: number, node) => sum + String(isScalar(node) ? node.value : "").length + 3, 0);
}

function ordered(value: JsonObject): JsonObject {
  const order = Object.keys(fileKeys);
  const rank = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  const sorted = (map: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(map).sort(([a], [b]) => rank(a) - rank(b)));
  return sorted({
    ...value,
    ...(isObject(value.agents) && {
      agents: Object.fromEntries(
        Object.entries(value.agents).map(([name, body]) => [name, isObject(body) ? sorted(body) : body]),
      ),
    }),
  });
}

/** A blank line before what runs over several lines, as people write definitions. */
function spaced(document: Document): void {
  if (!isMap(document.contents)) return;
  let before = false;
  for (const [i, pair] of document.contents.items.entries()) {
    const long =
      (isMap(pair.value) && !pair.value.flow) ||
      (isSeq(pair.value) && !pair.value.flow) ||
      (isScalar(pair.value) && pair.value.type === "BLOCK_LITERAL");
    if (i > 0 && (long || before) && isScalar(pair.key)) pair.key.spaceBefore = true;
    before = long;
  }
}

/** The part of the result that comes from a path, or from the nearest above it. */
function targetOf(path: Path, file: string | undefined, origins: ReadonlyMap<string, Origin>): Path | undefined {
  for (let length = path.length; length > 0; length--) {
    const wanted = JSON.stringify(path.slice(0, length));
    for (const [target, origin] of origins) {
      if (origin.file === file && JSON.stringify(origin.path) === wanted) return JSON.parse(target) as Path;
    }
  }
  return undefined;
}

/** Whether there was a place for it. */
function place(document: Document, path: Path, text: string, trailing: boolean): boolean {
  const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  const step = path.at(-1);
  if (isMap(parent)) {
    if (parent.flow) return place(document, path.slice(0, -1), text, false);
    const pair = parent.items.find(({ key }) => isScalar(key) && key.value === step) as Pair | undefined;
    if (!pair || !isScalar(pair.key)) return false;
    if (trailing && isScalar(pair.value) && pair.value.type !== "BLOCK_LITERAL" && !pair.value.comment)
      pair.value.comment = text;
    else pair.key.commentBefore = joined(pair.key.commentBefore, text);
    return true;
  }
  if (!isSeq(parent) || parent.flow || typeof step !== "number") return false;
  const item = parent.items[step] as Node | undefined;
  if (!item) return false;
  item.commentBefore = joined(item.commentBefore, text);
  return true;
}

function joined(before: string | null | undefined, text: string): string {
  return before ? `${before}\n${text}` : text;
}
