import type { AgentDocument } from "../../document/agentDocument.ts";
import type { Path } from "../../document/definition.ts";
import type { MapNode, Placed, SyntaxNode } from "../../document/node.ts";

export type PlacedMap = Placed & { node: MapNode };

/** The file's own agent, `defaults`, and those of `agents`: where their bodies stand. */
export function agentBodies(document: AgentDocument): readonly { readonly path: Path; readonly placed: PlacedMap }[] {
  const bodies: { path: Path; placed: PlacedMap }[] = [];
  const add = (path: Path, placed: Placed | undefined) => {
    const target = placed?.node.kind === "alias" ? document.target(placed.node) : placed;
    if (target?.node.kind === "map") bodies.push({ path, placed: { node: target.node, base: target.base } });
  };
  add([], document.root);
  add(["defaults"], document.nodeAt(["defaults"]));
  const agents = document.nodeAt(["agents"]);
  if (agents?.node.kind === "map") {
    // Of a name that stands there twice the last one counts.
    const entries = new Map(agents.node.entries.map((entry) => [entry.name, entry]));
    for (const [name, { value, line }] of entries) add(["agents", name], { node: value, base: agents.base + line });
  }
  return bodies;
}

const aliases = new WeakMap<SyntaxNode, boolean>();
/** Whether a part of it stands elsewhere, and can change while the node stays as it is. */
export function hasAlias(node: SyntaxNode): boolean {
  if (node.kind === "alias") return true;
  if (node.kind === "scalar") return false;
  let found = aliases.get(node);
  if (found === undefined) {
    found =
      node.kind === "map" ? node.entries.some((e) => hasAlias(e.value)) : node.items.some((i) => hasAlias(i.value));
    aliases.set(node, found);
  }
  return found;
}
