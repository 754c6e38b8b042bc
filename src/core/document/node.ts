import type { Range } from "vscode-languageserver-types";
import type { Json } from "../base/json.ts";

/**
 * The positioned tree of a document. Nodes never change and do not know where in the document they stand: lines count
 * from a base, and each step down adds the entry's `line` to it. So an edit far above a node leaves it as it is, and what
 * was found out about it can be kept with it (`NodeMemo`).
 */
export type SyntaxNode = MapNode | ListNode | ScalarNode | AliasNode;

/** Lines relative to the base of the node; columns as in the text. */
export interface Span {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

interface Located {
  readonly span: Span;
  readonly anchor?: string;
  /** What was found out about it: of `NodeMemo` alone. */
  memos?: unknown[];
}
export interface MapNode extends Located {
  readonly kind: "map";
  readonly entries: readonly Entry[];
  /** Written as `{…}`. */
  readonly flow: boolean;
}
export interface ListNode extends Located {
  readonly kind: "list";
  readonly items: readonly Item[];
  /** Written as `[…]`. */
  readonly flow: boolean;
}
export interface ScalarNode extends Located {
  readonly kind: "scalar";
  readonly value: null | boolean | number | string;
  readonly style: ScalarStyle;
}
/** `*name`. */
export interface AliasNode extends Located {
  readonly kind: "alias";
  readonly name: string;
}
/** "empty": nothing is written, as behind `key:`. */
export type ScalarStyle = "plain" | "single" | "double" | "literal" | "folded" | "empty";

export interface Entry {
  readonly name: string;
  readonly keySpan: Span;
  readonly value: SyntaxNode;
  /** Added to the base for the positions of the key and the value. */
  readonly line: number;
}
export interface Item {
  readonly value: SyntaxNode;
  readonly line: number;
}

/** A node with the line its positions count from. */
export interface Placed {
  readonly node: SyntaxNode;
  readonly base: number;
}

export function rangeOf(span: Span, base: number): Range {
  return {
    start: { line: base + span.line, character: span.column },
    end: { line: base + span.endLine, character: span.endColumn },
  };
}

export function spanHolds(span: Span, line: number, column: number): boolean {
  if (line < span.line || (line === span.line && column < span.column)) return false;
  return line < span.endLine || (line === span.endLine && column <= span.endColumn);
}

/** Sets a property also when it is called `__proto__`. */
export function setKey(target: Record<string, Json>, key: string, value: Json): void {
  if (key === "__proto__") Object.defineProperty(target, key, { value, enumerable: true, configurable: true });
  else target[key] = value;
}
