/** Space, tab or the end of the line (NaN). */
export function isGap(c: number): boolean {
  return c === 32 || c === 9 || Number.isNaN(c);
}

export function skipSpace(line: string, column: number): number {
  while (line.charCodeAt(column) === 32 || line.charCodeAt(column) === 9) column++;
  return column;
}

/** Column of the `:` behind the key that starts at `column`, or -1 when no key does. */
export function keyEnd(line: string, column: number): number {
  let at = column;
  let c = line.charCodeAt(at);
  while (c === 38 || c === 33) {
    while (!isGap(line.charCodeAt(at))) at++;
    at = skipSpace(line, at);
    c = line.charCodeAt(at);
    if (Number.isNaN(c) || c === 35) return -1;
  }
  if (c === 34 || c === 39) {
    const close = quoteEnd(line, at + 1, c);
    if (close < 0) return -1;
    const colon = skipSpace(line, close + 1);
    return line.charCodeAt(colon) === 58 && isGap(line.charCodeAt(colon + 1)) && colon - column <= 1024 ? colon : -1;
  }
  if (c === 58 && isGap(line.charCodeAt(at + 1))) return -1;
  // , [ ] { } # | > @ ` % begin no plain key; - and ? do not when a gap follows.
  if ("[{,]}#|>@`%".includes(line.charAt(at)) || Number.isNaN(c)) return -1;
  if ((c === 45 || c === 63) && isGap(line.charCodeAt(at + 1))) return -1;
  const limit = Math.min(line.length, at + 1025);
  for (let i = at; i < limit; i++) {
    const x = line.charCodeAt(i);
    if (x === 58 && isGap(line.charCodeAt(i + 1))) return i;
    if (x === 35 && i > at && isGap(line.charCodeAt(i - 1))) return -1;
  }
  return -1;
}

/** Column of the closing quote, or -1; `at` is the first character inside. */
export function quoteEnd(line: string, at: number, quote: number): number {
  for (; at < line.length; at++) {
    const c = line.charCodeAt(at);
    if (c === 92 && quote === 34) at++;
    else if (c === quote) {
      if (quote === 39 && line.charCodeAt(at + 1) === 39) at++;
      else return at;
    }
  }
  return -1;
}
