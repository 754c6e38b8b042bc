import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  Position,
  Range,
} from "vscode-languageserver-types";
import type { Path } from "../document/definition.ts";
import { addressOf, canonical, fileNameOf } from "./address.ts";
import type { Definitions, FileFacts } from "./facts.ts";
import { holds } from "./holds.ts";
import { occurrenceAt, resolve } from "./references.ts";
import type { TeamEdge } from "./team.ts";

// LSP's numbers.
const kinds = { class: 5, file: 1, object: 19 } as const;
const top: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** An agent, or an address of one on another machine. */
interface Member {
  readonly uri: string;
  readonly path: Path;
}

/** The agent under the cursor; where there is none, the one whose body it is. */
export function prepareCallHierarchy(
  world: Definitions & { readonly uri: string },
  position: Position,
): readonly CallHierarchyItem[] {
  const uri = canonical(world.uri);
  const facts = world.facts(uri);
  if (!facts) return [];
  const edge = facts.edges.find((each) => holds(each.range, position));
  const called = edge && calledBy(world, facts, edge);
  if (called) return [itemOf(world, called)];
  const agent = facts.agents.find((each) => holds(each.range, position));
  if (agent) return [itemOf(world, { uri, path: agent.path })];
  const occurrence = occurrenceAt(facts, position);
  if (occurrence?.kind !== "agent") return [];
  const home = resolve(world, uri, "agent", occurrence.name, [occurrence.scope])?.home ?? uri;
  return [
    itemOf(world, {
      uri: home,
      path: [...occurrence.scope, ...(occurrence.scope.length > 0 ? [occurrence.name] : [])],
    }),
  ];
}

/** Who calls an agent, or hands over to it. */
export function incomingCalls(world: Definitions, item: CallHierarchyItem): readonly CallHierarchyIncomingCall[] {
  const member = memberOf(item);
  const calls = new Map<string, { from: CallHierarchyItem; fromRanges: Range[] }>();
  for (const uri of new Set([member.uri, ...world.referrers(member.uri)])) {
    const facts = world.facts(uri);
    for (const edge of facts?.edges ?? []) {
      const called = facts && calledBy(world, facts, edge);
      if (!called || keyOf(called) !== keyOf(member)) continue;
      const from = { uri, path: edge.from };
      const call = calls.get(keyOf(from)) ?? { from: itemOf(world, from), fromRanges: [] };
      call.fromRanges.push(edge.range);
      calls.set(keyOf(from), call);
    }
  }
  return [...calls.values()];
}

/** Whom an agent calls, or hands over to. */
export function outgoingCalls(world: Definitions, item: CallHierarchyItem): readonly CallHierarchyOutgoingCall[] {
  const member = memberOf(item);
  const facts = world.facts(member.uri);
  const calls = new Map<string, { to: CallHierarchyItem; fromRanges: Range[] }>();
  for (const edge of facts?.edges ?? []) {
    if (edge.from.join("\n") !== member.path.join("\n")) continue;
    const called = facts && calledBy(world, facts, edge);
    if (!called) continue;
    const call = calls.get(keyOf(called)) ?? { to: itemOf(world, called), fromRanges: [] };
    call.fromRanges.push(edge.range);
    calls.set(keyOf(called), call);
  }
  return [...calls.values()];
}

function calledBy(world: Definitions, facts: FileFacts, { to, target }: TeamEdge): Member | undefined {
  switch (target) {
    case "agent":
      return { uri: facts.uri, path: ["agents", to] };
    case "file": {
      const uri = addressOf(facts.uri, to);
      return uri === undefined ? undefined : { uri, path: [] };
    }
    case "address":
      return { uri: to, path: [] };
    case "missing": {
      // Perhaps an agent of the file that this one extends.
      const home = resolve(world, facts.uri, "agent", to, [["agents"]])?.home;
      return home === undefined ? undefined : { uri: home, path: ["agents", to] };
    }
  }
}

function itemOf(world: Definitions, { uri, path }: Member): CallHierarchyItem {
  const facts = world.facts(uri);
  const agent = facts?.agents.find((each) => each.path.join("\n") === path.join("\n"));
  const isFile = facts === undefined && !/^https?:/.test(uri);
  const name = agent?.name ?? (path.length > 0 ? String(path.at(-1)) : isFile ? fileNameOf(uri) : uri);
  return {
    name: path[0] === "defaults" ? "defaults" : name,
    kind: agent ? kinds.class : isFile ? kinds.file : kinds.object,
    detail: agent?.description ?? (facts ? fileNameOf(uri) : ""),
    uri,
    range: agent?.range ?? top,
    selectionRange: agent?.range ?? top,
    data: { path },
  };
}

function memberOf({ uri, data }: CallHierarchyItem): Member {
  const path: unknown = typeof data === "object" && data !== null && "path" in data ? data.path : [];
  return {
    uri: /^https?:/.test(uri) ? uri : canonical(uri),
    path: Array.isArray(path) ? path.filter((step) => typeof step === "string" || typeof step === "number") : [],
  };
}

function keyOf({ uri, path }: Member): string {
  return `${uri}\n${path.join("\n")}`;
}
