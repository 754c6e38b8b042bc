/** One record of a CSV text, or why it cannot be read. `line` is where it begins, from 1. */
export type CsvRecord = { readonly line: number } & (
  | { readonly fields: readonly string[] }
  | { readonly problem: string }
);

/**
 * Comma-separated values by RFC 4180: quotes around fields, a quote in them doubled, lines within quotes. Semicolons or
 * tabs where the first line has more of them, as spreadsheets write them in many countries. Empty lines are nothing. A bad
 * record spoils itself alone; a quote that never ends, everything behind it.
 */
export function csvRecords(text: string): readonly CsvRecord[] {
  const source = text.replace(/^\uFEFF/, "");
  const separator = separatorOf(source);
  const records: CsvRecord[] = [];
  let at = 0;
  let line = 1;
  while (at < source.length) {
    const start = line;
    const fields: string[] = [];
    let problem: string | undefined;
    for (;;) {
      const field = fieldAt(source, at, separator);
      fields.push(field.value);
      problem ??= field.problem;
      for (let i = at; i < field.end; i++) if (source[i] === "\n") line++;
      at = field.end;
      if (source[at] !== separator) break;
      at++;
    }
    if (source.startsWith("\r\n", at)) at += 2;
    else if (at < source.length) at++;
    line++;
    if (problem !== undefined) records.push({ line: start, problem });
    else if (fields.length > 1 || fields[0] !== "") records.push({ line: start, fields });
  }
  return records;
}

interface Field {
  readonly value: string;
  /** At the separator, the line's end or the text's. */
  readonly end: number;
  readonly problem?: string;
}

function fieldAt(source: string, start: number, separator: string): Field {
  if (source[start] !== '"') {
    const end = endOf(source, start, separator);
    const value = source.slice(start, end);
    return value.includes('"')
      ? { value, end, problem: "has a quote in a field that does not begin with one" }
      : { value, end };
  }
  let value = "";
  for (let at = start + 1; ; ) {
    const quote = source.indexOf('"', at);
    if (quote < 0) return { value, end: source.length, problem: "begins a quote that never ends" };
    value += source.slice(at, quote);
    if (source[quote + 1] === '"') {
      value += '"';
      at = quote + 2;
      continue;
    }
    const end = endOf(source, quote + 1, separator);
    return end === quote + 1 ? { value, end } : { value, end, problem: "goes on behind the quote that ends a field" };
  }
}

function endOf(source: string, start: number, separator: string): number {
  for (let at = start; at < source.length; at++) {
    const letter = source[at];
    if (letter === separator || letter === "\n") return at;
    if (letter === "\r" && (source[at + 1] === "\n" || at + 1 === source.length)) return at;
  }
  return source.length;
}

/** What the first line has most of, outside of quotes. */
function separatorOf(source: string): string {
  const first = (/^(?:"(?:[^"]|"")*"|[^"\n])*/.exec(source)?.[0] ?? "").replace(/"(?:[^"]|"")*"/g, "");
  const count = (separator: string) => first.split(separator).length;
  return [",", ";", "\t"].reduce((best, one) => (count(one) > count(best) ? one : best));
}
