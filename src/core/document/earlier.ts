import type { Segment } from "./segments.ts";

/** Which lines of a text are new: old lines [first, oldEnd) became [first, newEnd). */
export interface LineEdit {
  readonly first: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** The pieces of a document before an edit, found by where they would start now. */
export class Earlier {
  readonly edit: LineEdit;
  readonly #root: Segment;
  readonly #around = new Map<number, Segment>();
  #whole: Map<number, Segment> | undefined;

  constructor(root: Segment, edit: LineEdit) {
    this.#root = root;
    this.edit = edit;
    let piece: Segment | undefined = root;
    let start = 0;
    while (piece && piece.children.length > 0) {
      this.#around.set(keyOf(start, piece.indent), piece);
      let next: Segment | undefined;
      let at: number = start + piece.before;
      for (const child of piece.children) {
        if (at > edit.first) break;
        if (at + child.lines >= edit.oldEnd) next = child;
        start = at;
        at += child.lines;
        if (next) break;
      }
      piece = next;
    }
  }

  /** A piece whose lines the edit left alone. */
  whole(line: number, indent: number): Segment | undefined {
    this.#whole ??= this.#collect();
    return this.#whole.get(keyOf(line, indent));
  }

  /** The piece with parts in which the edit was made. */
  around(line: number, indent: number): Segment | undefined {
    return this.#around.get(keyOf(line, indent));
  }

  #collect(): Map<number, Segment> {
    const found = new Map<number, Segment>();
    const { first, oldEnd, newEnd } = this.edit;
    const collect = (parent: Segment, base: number) => {
      let start = base + parent.before;
      for (const child of parent.children) {
        const end = start + child.lines;
        if (end <= first) found.set(keyOf(start, child.indent), child);
        else if (start >= oldEnd) found.set(keyOf(start + newEnd - oldEnd, child.indent), child);
        else collect(child, start);
        start = end;
      }
    };
    collect(this.#root, 0);
    return found;
  }
}

function keyOf(line: number, indent: number): number {
  return line * 4096 + Math.min(indent, 4095) + 1;
}
