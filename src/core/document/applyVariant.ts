import { isObject, type Json } from "../base/json.ts";
import type { Path, Variant } from "./definition.ts";

/** The definition's data with a variant's changes. Paths that lead nowhere change nothing. */
export function applyVariant(value: Json, variant: Variant | undefined): Json {
  let changed = value;
  for (const [path, to] of Object.entries(variant?.changes ?? {})) {
    const steps = variantPath(changed, path);
    if (steps) changed = replaced(changed, steps, to);
  }
  return changed;
}

/**
 * Where a variant's dotted path leads: `workflow.steps.review.skip` names a list's item by its `id` or `name`, or by its
 * number. Keys that do not exist yet are allowed in maps; undefined when it leads through something that has no parts.
 */
export function variantPath(value: Json, dotted: string): Path | undefined {
  const path: (string | number)[] = [];
  let at: Json | undefined = value;
  for (const step of dotted.split(".")) {
    if (step === "") return undefined;
    if (Array.isArray(at)) {
      const list = at as readonly Json[];
      let index = list.findIndex((item) => isObject(item) && (item.id === step || item.name === step));
      if (index < 0 && /^\d+$/.test(step)) index = Number(step);
      if (index < 0 || index >= list.length) return undefined;
      path.push(index);
      at = list[index];
    } else if (isObject(at)) {
      path.push(step);
      at = Object.hasOwn(at, step) ? at[step] : undefined;
    } else if (at === undefined || at === null) {
      path.push(step);
      at = undefined;
    } else return undefined;
  }
  return path;
}

function replaced(value: Json | undefined, path: Path, to: Json): Json {
  const [step, ...rest] = path;
  if (step === undefined) return to;
  if (Array.isArray(value)) {
    return (value as readonly Json[]).map((item, i) => (i === step ? replaced(item, rest, to) : item));
  }
  const map = isObject(value) ? value : {};
  return { ...map, [step]: replaced(Object.hasOwn(map, step) ? map[step] : undefined, rest, to) };
}
