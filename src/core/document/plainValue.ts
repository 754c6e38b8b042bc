import type { Json } from "../base/json.ts";
import type { Aliases } from "./aliases.ts";
import { type SyntaxNode, setKey } from "./node.ts";
import { NodeMemo } from "./nodeMemo.ts";

/** Values of nodes that hold no reference depend on the node alone. */
const plainValues = new NodeMemo<{ readonly json: Json }>();

/**
 * A node as plain data; what is shared through `&name` and `*name` is one object. Kept with the node, so that after an edit
 * only what lies on the way to the change is put together again.
 */
export function plainValue(node: SyntaxNode, aliases: () => Aliases): Json {
  let references = false;
  const own = new Map<SyntaxNode, Json>();
  const read = (current: SyntaxNode): Json => {
    if (current.kind === "scalar") return current.value;
    if (current.kind === "alias") {
      references = true;
      const { targets, refused } = aliases();
      const target = targets.get(current)?.node;
      return target && !refused.has(current) ? read(target) : null;
    }
    const known = plainValues.get(current);
    if (known) return known.json;
    const shared = own.get(current);
    if (shared !== undefined) {
      references = true;
      return shared;
    }
    const outside = references;
    references = false;
    let json: Json;
    if (current.kind === "list") json = current.items.map((item) => read(item.value));
    else {
      const map: Record<string, Json> = {};
      for (const entry of current.entries) setKey(map, entry.name, read(entry.value));
      json = map;
    }
    if (references) own.set(current, json);
    else plainValues.set(current, { json });
    references ||= outside;
    return json;
  };
  return read(node);
}
