import type { Position, Range } from "vscode-languageserver-types";
import type { ScalarNode } from "../document/node.ts";
import type { SourceText } from "../document/sourceText.ts";

/**
 * The text of a scalar with the way back to the document: offsets in `text` ↔ positions. Without quotes, escapes and the
 * indentation of a block; line breaks as they are written (YAML would fold some of them to spaces).
 */
export interface ScalarText {
  readonly text: string;
  positionAt(offset: number): Position;
  rangeAt(start: number, end: number): Range;
  /** Undefined outside of the text. */
  offsetAt(position: Position): number | undefined;
}

/** A run of characters that stand in the document as they do in the text. */
interface Run {
  readonly at: number;
  readonly origin: number;
  readonly length: number;
}

export function scalarText(source: SourceText, node: ScalarNode, base: number): ScalarText {
  const from = source.offsetAt({ line: base + node.span.line, character: node.span.column });
  const to = source.offsetAt({ line: base + node.span.endLine, character: node.span.endColumn });
  const { text, runs } =
    node.style === "literal" || node.style === "folded"
      ? block(source, base + node.span.line, base + node.span.endLine)
      : node.style === "double" || node.style === "single"
        ? quoted(source.between(from, to), from, node.style)
        : { text: source.between(from, to), runs: [{ at: 0, origin: from, length: to - from }] };

  const positionAt = (offset: number): Position => {
    const run = runs[lastUpTo(runs, (r) => r.at, offset)] ?? runs[0];
    if (!run) return source.positionAt(from);
    return source.positionAt(run.origin + Math.min(offset - run.at, run.length));
  };
  return {
    text,
    positionAt,
    rangeAt: (start, end) => ({ start: positionAt(start), end: positionAt(end) }),
    offsetAt(position) {
      const offset = source.offsetAt(position);
      const run = runs[lastUpTo(runs, (r) => r.origin, offset)];
      if (!run || offset - run.origin > run.length) return undefined;
      return run.at + offset - run.origin;
    },
  };
}

/** The index of the last run that begins at or before `offset`, else -1. A prompt may have thousands of lines. */
function lastUpTo(runs: readonly Run[], begin: (run: Run) => number, offset: number): number {
  let low = -1;
  let high = runs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (begin(runs[middle] as Run) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function block(source: SourceText, header: number, last: number): { text: string; runs: Run[] } {
  const explicit = /[|>][+-]?([1-9])/.exec(source.line(header))?.[1];
  let indent = 0;
  for (let line = header + 1; line <= last; line++) {
    if (source.line(line).trim() !== "") {
      indent = source.indent(line);
      break;
    }
  }
  if (explicit) indent = Math.min(indent, source.indent(header) + Number(explicit));
  const runs: Run[] = [];
  let text = "";
  for (let line = header + 1; line <= last; line++) {
    const written = source.line(line);
    const cut = Math.min(indent, written.length);
    runs.push({
      at: text.length,
      origin: source.offsetAt({ line, character: cut }),
      length: written.length - cut,
    });
    text += `${written.slice(cut)}\n`;
  }
  return { text, runs };
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "0": "\0", e: "\x1b", "\n": "" };

function quoted(written: string, origin: number, style: "double" | "single"): { text: string; runs: Run[] } {
  const end = written.length > 1 && written.endsWith(written.charAt(0)) ? written.length - 1 : written.length;
  const runs: Run[] = [];
  let text = "";
  let start = 1;
  const close = (until: number) => {
    if (until > start || runs.length === 0) {
      runs.push({ at: text.length, origin: origin + start, length: until - start });
      text += written.slice(start, until);
    }
  };
  for (let i = 1; i < end; i++) {
    const c = written.charAt(i);
    if (style === "single" && c === "'" && written.charAt(i + 1) === "'") {
      close(i + 1);
      i++;
      start = i + 1;
    } else if (style === "double" && c === "\\") {
      close(i);
      const next = written.charAt(i + 1);
      const digits = next === "x" ? 2 : next === "u" ? 4 : next === "U" ? 8 : 0;
      const code = digits ? Number.parseInt(written.slice(i + 2, i + 2 + digits), 16) : Number.NaN;
      const character = digits && code <= 0x10ffff ? String.fromCodePoint(code) : (escapes[next] ?? next);
      runs.push({ at: text.length, origin: origin + i, length: character.length });
      text += character;
      i += 1 + digits;
      start = i + 1;
    }
  }
  close(end);
  return { text, runs };
}
