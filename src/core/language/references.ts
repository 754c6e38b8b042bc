import type { Position } from "vscode-languageserver-types";
import { kept } from "../base/kept.ts";
import type { Path } from "../document/definition.ts";
import { addressOf } from "./address.ts";
import { bodyAt, type Definitions, type FileFacts } from "./facts.ts";
import { holds } from "./holds.ts";
import type { Occurrence, SymbolKind } from "./symbols.ts";

/** What a name means, wherever it stands. */
export interface Meaning {
  readonly kind: SymbolKind;
  readonly name: string;
  readonly scope: Path;
  /** The file that it belongs to: the first of those that extend each other. */
  readonly home: string;
  /** Whether any file says what it is. */
  readonly defined: boolean;
}

export interface Place {
  readonly uri: string;
  readonly occurrence: Occurrence;
}

export function occurrenceAt(facts: FileFacts | undefined, position: Position): Occurrence | undefined {
  return facts?.occurrences.find(({ range }) => holds(range, position));
}

/**
 * What a name in a file means. Several things only in a prompt that several definitions share, and where a test gives a
 * value to a variable that several agents of another file declare, each for itself.
 */
export function meaningsOf(world: Definitions, uri: string, occurrence: Occurrence): readonly Meaning[] {
  const { kind, name, scope, of, tool } = occurrence;
  if (kind === "file") {
    const home = addressOf(uri, name);
    return home === undefined ? [] : [{ kind, name: "", scope: [], home, defined: true }];
  }
  if (of !== undefined) {
    const other = addressOf(uri, of);
    if (other === undefined) return [];
    return [resolve(world, other, kind, name, [[]]) ?? { kind, name, scope: [], home: other, defined: false }];
  }
  const unknown: Meaning = { kind, name, scope, home: uri, defined: false };
  if (tool !== undefined) return [argument(world, uri, tool, name) ?? unknown];
  const facts = world.facts(uri);
  if (facts?.kind === "prompt") {
    const found = new Map<string, Meaning>();
    for (const each of owners(world, uri)) {
      const scopes = kind === "variable" ? scopesFrom(each.body) : [scope];
      const meaning = resolve(world, each.uri, kind, name, scopes) ?? {
        kind,
        name,
        scope: scopes[0] ?? [],
        home: each.uri,
        defined: false,
      };
      found.set(keyOf(meaning), meaning);
    }
    return [...found.values()];
  }
  if (kind === "variable" && isColumn(scope)) return column(world, uri, name, scope) ?? [unknown];
  const scopes = kind === "variable" && isBody(scope) ? scopesFrom(scope) : [scope];
  const found = resolve(world, uri, kind, name, scopes);
  if (found) return [found];
  if (kind === "variable" && scope.length === 0 && givesValues(occurrence.path))
    return given(world, uri, name, unknown);
  return [(kind === "agent" ? ownAgentOfTested(world, facts, name) : undefined) ?? unknown];
}

function isColumn(scope: Path): boolean {
  return scope.length === 2 && scope[0] === "datasets";
}

/** Tests and rows give values to whoever asks for them. */
function givesValues(path: Path): boolean {
  return path[0] === "tests" || path[0] === "datasets";
}

/** A column of rows is for the variable of its name, unless the data set says another one; some are for assertions. */
function column(world: Definitions, uri: string, name: string, scope: Path): readonly Meaning[] | undefined {
  const own = resolve(world, uri, "variable", name, [scope]);
  const isSaid = world
    .facts(own?.home ?? uri)
    ?.occurrences.some((each) => each.role === "definition" && each.name === name && isColumn(each.scope));
  const variable = isSaid ? undefined : resolve(world, uri, "variable", name, scopesFrom([]));
  if (variable) return [variable];
  const variables = isSaid ? [] : ofAgents(world, uri, name);
  return variables.length > 0 ? variables : own && [own];
}

/** A value for a variable that the files around declare, or agents of them. */
function given(world: Definitions, uri: string, name: string, unknown: Meaning): readonly Meaning[] {
  const found = ofAgents(world, uri, name);
  return found.length > 0 ? found : [unknown];
}

/** The variables of this name that agents declare for themselves, in the files that this one builds on. */
function ofAgents(world: Definitions, uri: string, name: string): readonly Meaning[] {
  const found = new Map<string, Meaning>();
  const seen = new Set([uri]);
  const queue = [...(world.facts(uri)?.parents ?? [])];
  for (let parent = queue.pop(); parent !== undefined; parent = queue.pop()) {
    const facts = world.facts(parent);
    if (!facts || seen.has(parent)) continue;
    seen.add(parent);
    queue.push(...facts.parents);
    for (const { path } of facts.agents) {
      const meaning = path.length === 2 ? resolve(world, parent, "variable", name, [path]) : undefined;
      if (meaning) found.set(keyOf(meaning), meaning);
    }
  }
  return [...found.values()];
}

/** What a tool of another file is called with. */
function argument(world: Definitions, uri: string, tool: string, name: string): Meaning | undefined {
  const home = resolve(world, uri, "tool", tool, [[]])?.home;
  const facts = home === undefined ? undefined : world.facts(home);
  const path = facts?.occurrences.find(
    (each) => each.kind === "tool" && each.role === "definition" && each.name === tool,
  )?.path;
  if (home === undefined || !facts || !path) return undefined;
  const scope = [...path.slice(0, -1), "parameters", "properties"];
  return { kind: "variable", name, scope, home, defined: defines(facts, "variable", name, scope) };
}

/** Tests name the agent that they are about as it names itself. */
function ownAgentOfTested(world: Definitions, facts: FileFacts | undefined, name: string): Meaning | undefined {
  const tested = facts?.tests ? facts.parents[0] : undefined;
  return tested === undefined ? undefined : resolve(world, tested, "agent", name, [[]]);
}

/** Every place in the workspace that means the same, file by file. */
export function references(world: Definitions, meaning: Meaning): readonly Place[] {
  const key = keyOf(meaning);
  const places: Place[] = [];
  for (const uri of reach(world, meaning)) {
    // A name may stand there thousands of times: in each scope it means one thing.
    const means = new Map<string, boolean>();
    for (const occurrence of world.facts(uri)?.occurrences ?? []) {
      const { kind, name, scope, of, tool, path } = occurrence;
      if (kind !== meaning.kind || (kind !== "file" && name !== meaning.name)) continue;
      const where = [name, of ?? "", tool ?? "", givesValues(path), ...scope].join("\n");
      let same = means.get(where);
      if (same === undefined) {
        same = meaningsOf(world, uri, occurrence).some((each) => keyOf(each) === key);
        means.set(where, same);
      }
      if (same) places.push({ uri, occurrence });
    }
  }
  return places;
}

/** The paths by which others name a file's own agent. */
export function pathsTo(world: Definitions, meaning: Meaning): readonly Place[] {
  if (meaning.kind !== "agent" || meaning.scope.length > 0) return [];
  return references(world, { kind: "file", name: "", scope: [], home: meaning.home, defined: true });
}

/** The files in which a name can mean this: its home, and those that name it, directly or through others. */
export function reach(world: Definitions, { kind, home }: Meaning): readonly string[] {
  if (kind === "file") return [...world.referrers(home)];
  const found = new Set([home]);
  const queue = [home];
  for (let uri = queue.pop(); uri !== undefined; uri = queue.pop()) {
    const facts = world.facts(uri);
    // The prompts of a definition name its variables.
    const next = [...world.referrers(uri), ...(facts?.prompts.map((prompt) => prompt.uri) ?? [])];
    if (facts?.kind === "prompt") next.push(...facts.names);
    for (const each of next) {
      if (found.has(each)) continue;
      found.add(each);
      queue.push(each);
    }
  }
  return [...found];
}

export function keyOf({ kind, name, scope, home }: Meaning): string {
  return `${kind}\n${home}\n${scope.join("\t")}\n${name}`;
}

/** What a name would mean in a body of a file; undefined when nobody says. */
export function resolve(
  world: Definitions,
  uri: string,
  kind: SymbolKind,
  name: string,
  scopes: readonly Path[],
  seen: ReadonlySet<string> = new Set(),
): Meaning | undefined {
  const facts = world.facts(uri);
  if (!facts || seen.has(uri)) return undefined;
  const own = scopes.find((scope) => defines(facts, kind, name, scope));
  // A variable that an agent declares for itself is not the one of the file that is extended, unless that has it there too.
  const ownAgent = kind === "agent" && scopes[0]?.length === 0;
  const parents = ownAgent ? [] : kind === "tool" ? [...facts.parents, ...facts.tools] : facts.parents;
  for (const parent of parents) {
    const found = resolve(world, parent, kind, name, own ? [own] : scopes, new Set([...seen, uri]));
    if (found) return found;
  }
  return own && { kind, name, scope: own, home: uri, defined: true };
}

/** The bodies whose variables can be seen from a body, the nearest first. */
export function scopesFrom(body: Path): readonly Path[] {
  return body.length === 0 ? [[], ["defaults"]] : body.length === 1 ? [body, []] : [body, ["defaults"], []];
}

/** Whether a scope is the body of an agent, and no map of properties. */
export function isBody(scope: Path): boolean {
  return scope.length === bodyAt(scope).length;
}

function defines(facts: FileFacts, kind: SymbolKind, name: string, scope: Path): boolean {
  return definedIn(facts).has(`${kind}\n${scope.join("\t")}\n${name}`);
}

const definedIn = kept((facts: FileFacts): ReadonlySet<string> => {
  const telling = facts.occurrences.filter((each) => each.role !== "reference");
  return new Set(telling.map((each) => `${each.kind}\n${each.scope.join("\t")}\n${each.name}`));
});

/** The definitions whose prompt a file is, also through other prompts. */
function owners(world: Definitions, uri: string): readonly { uri: string; body: Path }[] {
  const found: { uri: string; body: Path }[] = [];
  const seen = new Set([uri]);
  const queue = [uri];
  for (let prompt = queue.pop(); prompt !== undefined; prompt = queue.pop()) {
    for (const referrer of world.referrers(prompt)) {
      const facts = world.facts(referrer);
      if (facts?.kind === "prompt") {
        if (!seen.has(referrer)) queue.push(referrer);
        seen.add(referrer);
      }
      for (const each of facts?.prompts ?? []) if (each.uri === prompt) found.push({ uri: referrer, body: each.body });
    }
  }
  return found;
}
