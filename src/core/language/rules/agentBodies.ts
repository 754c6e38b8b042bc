import type { AgentDocument } from "../../document/agentDocument.ts";
import type { Path } from "../../document/definition.ts";
import type { MapNode, Placed, SyntaxNode } from "../../document/node.ts";
import { isLong, NodeMemo } from "../../document/nodeMemo.ts";

export type PlacedMap = Placed & { node: MapNode };

export interface AgentBody {
  readonly path: Path;
  readonly placed: PlacedMap;
}

const ofDocuments = new WeakMap<AgentDocument, readonly AgentBody[]>();

/** The file's own agent, `defaults`, and those of `agents`: where their bodies stand. */
export function agentBodies(document: AgentDocument): readonly AgentBody[] {
  let bodies = ofDocuments.get(document);
  if (!bodies) {
    bodies = findBodies(document);
    ofDocuments.set(document, bodies);
  }
  return bodies;
}

function findBodies(document: AgentDocument): readonly AgentBody[] {
  const bodies: AgentBody[] = [];
  const add = (path: Path, node: SyntaxNode, base: number) => {
    const target = node.kind === "alias" ? document.target(node) : undefined;
    const body = target?.node ?? node;
    if (body.kind === "map") bodies.push({ path, placed: { node: body, base: target?.base ?? base } });
  };
  if (document.root) add([], document.root.node, document.root.base);
  const defaults = document.nodeAt(["defaults"]);
  if (defaults) add(["defaults"], defaults.node, defaults.base);
  const agents = document.nodeAt(["agents"]);
  if (agents?.node.kind !== "map") return bodies;
  const { entries } = agents.node;
  // Of a name that stands there twice the last one counts.
  const last = isUnique(entries) ? undefined : new Map(entries.map((entry) => [entry.name, entry]));
  for (const entry of entries) {
    if (last && last.get(entry.name) !== entry) continue;
    add(["agents", entry.name], entry.value, agents.base + entry.line);
  }
  return bodies;
}

function isUnique(entries: MapNode["entries"]): boolean {
  return new Set(entries.map((entry) => entry.name)).size === entries.length;
}

const aliases = new NodeMemo<boolean>();
/** Whether a part of it stands elsewhere, and can change while the node stays as it is. */
export function hasAlias(node: SyntaxNode): boolean {
  if (node.kind === "alias") return true;
  if (node.kind === "scalar") return false;
  let found = aliases.get(node);
  if (found === undefined) {
    found =
      node.kind === "map" ? node.entries.some((e) => hasAlias(e.value)) : node.items.some((i) => hasAlias(i.value));
    if (isLong(node)) aliases.set(node, found);
  }
  return found;
}
