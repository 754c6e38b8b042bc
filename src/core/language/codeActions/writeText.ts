import { isObject, type Json } from "../../base/json.ts";

/**
 * A text as `|` and its lines, each behind `indent` spaces; undefined when that cannot be: texts that are empty, end with
 * several line breaks, or hold what a block cannot show.
 */
export function asBlock(text: string, indent: number, lineBreak: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a block cannot hold.
  if (text.trim() === "" || /\n\n$/.test(text) || /[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029\ufeff]/.test(text)) {
    return undefined;
  }
  const ends = text.endsWith("\n");
  const lines = (ends ? text.slice(0, -1) : text).split("\n");
  // A first line that begins with a space would be taken for the indentation.
  const first = lines.find((line) => line !== "") ?? "";
  if (first.startsWith("\t")) return undefined;
  const digit = first.startsWith(" ") || /^\s/.test(lines[0] ?? "") ? "2" : "";
  const body = lines.map((line) => (line === "" ? "" : " ".repeat(indent) + line));
  return [`|${digit}${ends ? "" : "-"}`, ...body].join(lineBreak);
}

export function inQuotes(text: string): string {
  return JSON.stringify(text).replace(/[\x7f\x85\u2028\u2029\ufeff]/g, (c) => {
    return `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** A text as it may stand anywhere: plain when that means the same, also in brackets. */
export function asWord(text: string): string {
  const plain =
    /^[A-Za-z_./][\w ./()-]*$/.test(text) &&
    !/\s$|^(?:true|false|null|yes|no|on|off|y|n)$|^\.(?:nan|inf)$/i.test(text) &&
    !/^[.\d]/.test(text.replace(/^\.{1,2}\//, "x"));
  return plain ? text : inQuotes(text);
}

/** A value on one line. */
export function inBrackets(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(inBrackets).join(", ")}]`;
  if (isObject(value)) {
    const entries = Object.entries(value).map(([key, inner]) => `${asWord(key)}: ${inBrackets(inner)}`);
    return `{${entries.join(", ")}}`;
  }
  return typeof value === "string" ? asWord(value) : String(value ?? null);
}
