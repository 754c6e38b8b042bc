import type { AgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import type { Fix, Problem } from "../document/problem.ts";
import { removeItem } from "./removeItem.ts";
import { removeKey } from "./rules/edits.ts";
import { replace } from "./rules/rule.ts";
import { mostNested } from "./rules/tools.ts";
import { valueAt } from "./variables.ts";

/** What a schema contradicts itself with, taken out of it. */
export function mendSchema(document: AgentDocument, { range }: Problem): readonly Fix[] {
  const path = document.pathAt(range.start)?.path ?? [];
  const list = path.at(-2);
  const value = valueAt(document.value, path);
  if (path.at(-1) === "enum") return some(removeKey(editableOf(document), path, "Remove the empty enum"));
  if (list !== "required" && list !== "enum") return [];
  const type = valueAt(document.value, [...path.slice(0, -2), "type"]);
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
  const fits = type === "integer" ? Number.isInteger(number) : type === "number" && Number.isFinite(number);
  const plain = list === "enum" && fits ? replace(range, String(number), "Write it as a number") : undefined;
  return some(plain, removeItem(document, path, `Remove ${String(value)} from ${list}`));
}

/** A `maxItems` so low that the lists together are short enough; or none. */
export function lowerList(document: AgentDocument, { range, message }: Problem): readonly Fix[] {
  const path = document.pathAt(range.start)?.path;
  const own = path && valueAt(document.value, path);
  const all = Number(/these may be (\d+) values/.exec(message)?.[1]);
  if (typeof own !== "number" || !path) return [];
  const lower = Math.floor(mostNested / (all / own));
  const lowered = lower >= 1 ? replace(range, String(lower), `Lower it to ${lower}`) : undefined;
  return some(lowered, removeKey(editableOf(document), path));
}

/** A tool that cannot be had there: out of the list. */
export function removeTool(document: AgentDocument, { range, message }: Problem): readonly Fix[] {
  const path = document.pathAt(range.start)?.path ?? [];
  const index = path.lastIndexOf("tools");
  const place = path.slice(0, index + 2);
  if (index < 0 || typeof place.at(-1) !== "number" || path.at(-1) === "name") return [];
  const agent = path.slice(0, index);
  const targets: readonly Path[] = [[...agent, "target"], ["defaults", "target"], ["target"]];
  const target = message.startsWith("generateContent")
    ? targets.map((to) => document.rangeAt(to)?.value).find((to) => to !== undefined)
    : undefined;
  const elsewhere = target && replace(target, "interactions", "Write target: interactions");
  return some(removeItem(document, place, "Remove the tool"), elsewhere);
}

function some(...fixes: readonly (Fix | undefined)[]): readonly Fix[] {
  return fixes.filter((fix) => fix !== undefined);
}

function editableOf(document: AgentDocument) {
  return { nodeAt: (...path: Path) => document.nodeAt(path), line: (line: number) => document.source.line(line) };
}
