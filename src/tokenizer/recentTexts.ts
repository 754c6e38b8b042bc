import type { Count, Gemma } from "./gemma.ts";
import { TextCount } from "./textCount.ts";

/** Shorter texts are counted afresh. Code units. */
const LARGE = 4_000;
const KEPT = 16;
const MARK = 256;

/** Counts texts and remembers the large ones of late: the next version of one costs what has changed in it. */
export class RecentTexts {
  readonly #recent: TextCount[] = [];
  readonly #gemma: Gemma;

  constructor(gemma: Gemma) {
    this.#gemma = gemma;
  }

  count(text: string): Count {
    if (text.length < LARGE) return new TextCount(text, this.#gemma.countLine).count;
    const found = this.#recent.findIndex((recent) => isVersionOf(recent.text, text));
    const [known] = found < 0 ? [undefined] : this.#recent.splice(found, 1);
    known?.update(text);
    const counted = known ?? new TextCount(text, this.#gemma.countLine);
    this.#recent.unshift(counted);
    if (this.#recent.length > KEPT) this.#recent.pop();
    return counted.count;
  }
}

/** Begins or ends alike. Wrong only in speed: what differs is counted. */
function isVersionOf(old: string, next: string): boolean {
  return old.startsWith(next.slice(0, MARK)) || old.endsWith(next.slice(-MARK));
}
