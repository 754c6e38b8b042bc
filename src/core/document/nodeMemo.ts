import type { SyntaxNode } from "./node.ts";

let slots = 0;

/**
 * What was found out about nodes, kept with each for as long as it lives: nodes never change, and an edit elsewhere leaves
 * them as they are. It stands at the node itself: a WeakMap does the same, but a document has thousands of nodes, and the
 * garbage collector goes through every such table again and again (a third of the time it took to open 2,000 lines).
 */
export class NodeMemo<T> {
  readonly #slot = slots++;

  get(node: SyntaxNode): T | undefined {
    return node.memos?.[this.#slot] as T | undefined;
  }
  set(node: SyntaxNode, value: T): void {
    node.memos ??= [];
    node.memos[this.#slot] = value;
  }
}

/** Whether it takes so long to look through a node that it is worth keeping what was found. */
export function isLong({ span }: SyntaxNode): boolean {
  return span.endLine - span.line > 4;
}
