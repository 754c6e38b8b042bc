import { gunzipSync } from "node:zlib";
import { Tiktoken } from "tiktoken/lite";

/**
 * The tokenizer of Gemini 3.5: the Gemma vocabulary in tiktoken's engine. Against an independent BPE over the same
 * vocabulary every text counts the same (test/tokenizer/oracle.ts).
 */
export interface Gemma {
  /** Tokens of one line: text without a newline. */
  countLine(line: string): Count;
  /** Frees the engine's memory. No call may follow. */
  free(): void;
}

/** `exact` is false where an endless run without a safe place had to be cut. */
export interface Count {
  readonly tokens: number;
  readonly exact: boolean;
}

/**
 * A word with the spaces before it; the engine's cost grows with the square of its length. No piece has a space inside
 * it but `>▁</`. The pattern has no look-around, so that the engine takes its linear matcher.
 */
const pattern = "▁*(?:[^▁]*>▁</)+[^▁]*|▁*[^▁]+|▁+";

/** From this length on, a word is cut at the first safe place. Code units. */
const LONG = 64;
/** A word without a safe place is cut here. */
const LONGEST = 512;
/** The longest run of newlines, spaces or tabs in one token. */
const LONGEST_SPACE = 31;
/** Spaces and tabs fill their pieces from the left, whatever follows, so so many of them need no engine. */
const LONGEST_RUN = 16 * LONGEST_SPACE;

/** Tokens of a run of newlines. */
export function countNewlines(length: number): number {
  return Math.ceil(length / LONGEST_SPACE);
}

/** Loads `dist/gemma.ranks.gz` (scripts/vocabulary.mjs). Takes about half a second: not on a thread that answers keys. */
export function loadGemma(ranks: Uint8Array): Gemma {
  const [layout, list, characters, pairs] = gunzipSync(ranks).toString("utf8").split("\n");
  if (layout !== "flashback-gemma 1" || !list || !characters || !pairs)
    throw new Error("Not a vocabulary of this version");
  const engine = new Tiktoken(list, {}, pattern);
  const known = knownCharacters(characters);
  const joined = joinedPairs(pairs);

  const encode = (text: string) => engine.encode_ordinary(text).length;

  /** The last place after `start` and before `end` where a cut changes nothing; `start` if there is none. */
  function lastSafe(text: string, start: number, end: number): number {
    let found = start;
    let previous = 0;
    for (let i = start; i < end; ) {
      const character = text.codePointAt(i) as number;
      if (i > start && !joined.has(pair(previous, character))) found = i;
      previous = character;
      i += character > 0xffff ? 2 : 1;
    }
    return found;
  }

  /** Counts a stretch of known characters, cutting words that are long. */
  function countKnown(text: string): Count {
    if (text.length <= LONG) return { tokens: encode(text), exact: true };
    // `word` is where the engine would begin a word, `safe` the last place where a cut changes nothing.
    let [tokens, exact, start, word, safe] = [0, true, 0, 0, 0];
    const cut = (at: number) => {
      if (at > start) tokens += encode(text.slice(start, at));
      [start, word, safe] = [at, at, at];
    };
    let previous = 0;
    for (let i = 0; i < text.length; ) {
      const character = text.codePointAt(i) as number;
      if (character === SPACE && previous !== SPACE && !isClosingTag(text, i)) {
        word = i;
        safe = i;
      } else if (i - word >= LONG && !joined.has(pair(previous, character))) {
        cut(i);
      } else if (i - safe >= LONGEST) {
        // Below LONG nothing was looked up, so there may be a safe place after all.
        const found = lastSafe(text, safe, i);
        if (found > safe) cut(found);
        else if (startsWithRun(text, safe)) {
          cut(safe);
          tokens += LONGEST_RUN / LONGEST_SPACE;
          start = word = safe = safe + LONGEST_RUN;
        } else {
          exact = false;
          cut(safe);
          cut(i);
        }
      }
      previous = character;
      i += character > 0xffff ? 2 : 1;
    }
    cut(text.length);
    return { tokens, exact };
  }

  function countLine(line: string): Count {
    const text = line.replaceAll(" ", "▁");
    let [tokens, exact, start] = [0, true, 0];
    const take = (end: number) => {
      if (end <= start) return;
      const count = countKnown(text.slice(start, end));
      tokens += count.tokens;
      exact &&= count.exact;
    };
    for (let i = 0; i < text.length; ) {
      const character = text.codePointAt(i) as number;
      const length = character > 0xffff ? 2 : 1;
      if (known[character] === 0) {
        if (isSurrogate(character)) return countLine(line.replace(/\p{Surrogate}/gu, "\uFFFD"));
        // Outside the vocabulary: one token for each byte of its UTF-8 form, and never in the engine, which would merge
        // the beginnings of such characters.
        take(i);
        tokens += character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
        start = i + length;
      }
      i += length;
    }
    take(text.length);
    return { tokens, exact };
  }

  return { countLine, free: () => engine.free() };
}

const SPACE = 0x2581;

function knownCharacters(characters: string): Uint8Array {
  const known = new Uint8Array(0x110000);
  for (const character of characters) known[character.codePointAt(0) as number] = 1;
  return known;
}

/** The pairs of characters that stand side by side in some piece. Between any other two, a cut changes nothing. */
function joinedPairs(pairs: string): ReadonlySet<number> {
  const joined = new Set<number>();
  let first = -1;
  for (const character of pairs) {
    const code = character.codePointAt(0) as number;
    if (first < 0) first = code;
    else {
      joined.add(pair(first, code));
      first = -1;
    }
  }
  return joined;
}

function pair(first: number, second: number): number {
  return first * 0x110000 + second;
}

/** The one piece with a space inside: `>▁</`. */
function isClosingTag(text: string, space: number): boolean {
  return text[space - 1] === ">" && text[space + 1] === "<" && text[space + 2] === "/";
}

/** Half of a character: it is sent as U+FFFD. */
function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff;
}

/** The first `LONGEST_RUN` characters from `start` are one kind of space. */
function startsWithRun(text: string, start: number): boolean {
  const first = text[start];
  if (first !== "▁" && first !== "\t") return false;
  for (let i = start + 1; i < start + LONGEST_RUN; i++) if (text[i] !== first) return false;
  return true;
}
