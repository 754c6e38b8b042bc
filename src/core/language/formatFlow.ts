/** White space in a text that is to be another: `[from, to)` becomes `text`. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

interface Token {
  /** One of `{ } [ ] , :`, or "word" (a plain text), "quoted", "comment". */
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  /** `*name`: a `:` behind it needs its space. */
  readonly alias: boolean;
}

/**
 * The spaces of `{…}` and `[…]`: one behind `,` and `:`, none before them, none inside the brackets, none at the end of a
 * line. Line breaks and what stands before the first word of a line stay. Two braces never come together, since `{{`
 * begins a template.
 */
export function flowGaps(text: string): readonly Gap[] {
  const gaps: Gap[] = [];
  const tokens = tokensOf(text);
  for (let i = 0; i + 1 < tokens.length; i++) {
    const before = tokens[i] as Token;
    const after = tokens[i + 1] as Token;
    const white = text.slice(before.end, after.start);
    const lineBreak = white.search(/[\r\n]/);
    if (lineBreak > 0) gaps.push({ from: before.end, to: before.end + lineBreak, text: "" });
    if (lineBreak >= 0 || after.kind === "comment") continue;
    const wanted = between(before, after, white);
    if (wanted !== white) gaps.push({ from: before.end, to: after.start, text: wanted });
  }
  return gaps;
}

function between(before: Token, after: Token, white: string): string {
  if (before.kind === ":") return isClose(after) || after.kind === "," ? white : " ";
  if (after.kind === "," || after.kind === ":") return before.alias ? white : "";
  if (before.kind === ",") return isClose(after) ? "" : " ";
  if (isOpen(before)) return before.kind === "{" && after.kind === "{" ? white : "";
  if (isClose(after)) return before.kind === "}" && after.kind === "}" ? white : "";
  return white;
}

function isOpen({ kind }: Token): boolean {
  return kind === "{" || kind === "[";
}
function isClose({ kind }: Token): boolean {
  return kind === "}" || kind === "]";
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const c = text.charAt(at);
    if (/\s/.test(c)) {
      at++;
      continue;
    }
    const last = tokens.at(-1)?.kind;
    let end = at + 1;
    let kind = c;
    if (c === "#" && (at === 0 || /\s/.test(text.charAt(at - 1)))) {
      kind = "comment";
      while (end < text.length && !/[\r\n]/.test(text.charAt(end))) end++;
    } else if (c === '"' || c === "'") {
      kind = "quoted";
      while (end < text.length && text.charAt(end) !== c) end += c === '"' && text.charAt(end) === "\\" ? 2 : 1;
      end = Math.min(end + 1, text.length);
      // Two in a row stand for one.
      while (c === "'" && text.charAt(end) === "'") {
        const close = text.indexOf("'", end + 1);
        end = close < 0 ? text.length : close + 1;
      }
    } else if (!"{}[],".includes(c) && !(c === ":" && isColon(text, at, last))) {
      kind = "word";
      while (end < text.length && !/[{}[\],\r\n]/.test(text.charAt(end))) {
        if (text.charAt(end) === ":" && isColon(text, end, "word")) break;
        if (text.charAt(end) === "#" && /\s/.test(text.charAt(end - 1))) break;
        end++;
      }
      while (/\s/.test(text.charAt(end - 1))) end--;
    }
    tokens.push({ kind, start: at, end, alias: kind === "word" && c === "*" });
    at = end;
  }
  return tokens;
}

/** A `:` that parts key and value: a gap or bracket follows it, or the key is in quotes. */
function isColon(text: string, at: number, last: string | undefined): boolean {
  return last === "quoted" || at + 1 >= text.length || /[\s,[\]{}]/.test(text.charAt(at + 1));
}

/** Whether a comment stands between the brackets. */
export function hasComment(text: string): boolean {
  return tokensOf(text).some((token) => token.kind === "comment");
}
