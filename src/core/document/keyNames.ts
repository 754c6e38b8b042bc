import type { Entry, MapNode } from "./node.ts";

/** How often each name stands in a large map, and how many entries repeat one. */
interface Names {
  readonly counts: Map<string, number>;
  repeated: number;
}

/** Handed on from one version of a map to the next, so that after an edit only what changed is counted. */
const known = new WeakMap<MapNode, Names>();

/** Whether a map, made from `old` by an edit that replaced some entries by others, has a key twice. */
export function repeatsName(
  map: MapNode,
  old: MapNode,
  replaced: { readonly before: readonly Entry[]; readonly now: readonly Entry[] },
): boolean {
  let names = known.get(old);
  if (names) {
    known.delete(old);
    for (const { name } of replaced.before) remove(names, name);
    for (const { name } of replaced.now) add(names, name);
  } else {
    names = { counts: new Map(), repeated: 0 };
    for (const { name } of map.entries) add(names, name);
  }
  known.set(map, names);
  return names.repeated > 0;
}

function add(names: Names, name: string): void {
  if (name === "<<") return;
  const count = names.counts.get(name) ?? 0;
  if (count > 0) names.repeated++;
  names.counts.set(name, count + 1);
}

function remove(names: Names, name: string): void {
  if (name === "<<") return;
  const count = names.counts.get(name) ?? 0;
  if (count > 1) {
    names.repeated--;
    names.counts.set(name, count - 1);
  } else names.counts.delete(name);
}
