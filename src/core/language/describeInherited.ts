import { isObject, type Json } from "../base/json.ts";
import type { Path } from "../document/definition.ts";
import type { FlatDocument } from "../document/extend.ts";
import { valueAt } from "./variables.ts";

/** What stands at a path in the files that a definition extends: replaced here, joined with what is here, or handed on. */
export function describeInherited(flat: FlatDocument, path: Path): string | undefined {
  if (flat.parents.length === 0) return undefined;
  if (path.length === 1 && path[0] === "extends") return inheritedKeys(flat, []);
  const here = valueAt(flat.own.value, path);
  if (isObject(here)) return inheritedKeys(flat, path);
  for (const { file, document } of flat.parents) {
    const value = valueAt(document.value, path);
    if (value === undefined) continue;
    return `In \`${file}\`: ${short(value)}${here === undefined ? "" : ", replaced here"}.`;
  }
  return undefined;
}

function inheritedKeys(flat: FlatDocument, path: Path): string | undefined {
  const all = path.length === 0 ? flat.value : valueAt(flat.value, path);
  const here = path.length === 0 ? flat.own.value : valueAt(flat.own.value, path);
  if (!isObject(all)) return undefined;
  const rows: string[] = [];
  for (const [key, value] of Object.entries(all)) {
    if (isObject(here) && here[key] !== undefined) continue;
    const from = flat.originOf([...path, key])?.file;
    if (from && value !== undefined) rows.push(`- \`${key}\`: ${short(value)} · \`${from}\``);
  }
  return rows.length > 0 ? `Inherited:\n${rows.slice(0, 20).join("\n")}` : undefined;
}

/** Never more than a line. */
function short(value: Json): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const line = text.split("\n", 1)[0] ?? "";
  const cut = line.length > 60 || line !== text.trimEnd();
  return `\`${line.slice(0, 60).replaceAll("`", "'")}${cut ? "…" : ""}\``;
}
