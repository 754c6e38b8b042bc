import type { Position, Range, TextEdit } from "vscode-languageserver-types";
import { canonical, fileNameOf } from "./address.ts";
import { bodyAt, type Definitions } from "./facts.ts";
import {
  isBody,
  keyOf,
  type Meaning,
  meaningsOf,
  occurrenceAt,
  type Place,
  references,
  resolve,
  scopesFrom,
} from "./references.ts";
import type { Occurrence, SymbolKind } from "./symbols.ts";

/** Why it cannot be done, as a sentence for the person who asked. */
export interface Refused {
  readonly refused: string;
}

/** The word that would be renamed. */
export function prepareRename(
  world: Definitions & { readonly uri: string },
  position: Position,
): { range: Range; placeholder: string } | Refused {
  const found = renamable(world, position);
  if ("refused" in found) return found;
  return { range: found.occurrence.range, placeholder: found.occurrence.name };
}

/** The edits of every file in which the name stands, by address. */
export function rename(
  world: Definitions & { readonly uri: string },
  position: Position,
  newName: string,
): ReadonlyMap<string, readonly TextEdit[]> | Refused {
  const found = renamable(world, position);
  if ("refused" in found) return found;
  const { meaning } = found;
  if (newName === meaning.name) return new Map();
  const places = references(world, meaning);
  const refused = wrongName(meaning, newName) ?? taken(world, meaning, newName, places) ?? shared(world, places);
  if (refused) return { refused };
  const edits = new Map<string, TextEdit[]>();
  for (const { uri, occurrence } of places) {
    const list = edits.get(uri) ?? [];
    list.push({ range: occurrence.range, newText: newName });
    edits.set(uri, list);
  }
  return edits;
}

/** The name at a position, when it can be called otherwise. */
export function renamable(
  world: Definitions & { readonly uri: string },
  position: Position,
): { occurrence: Occurrence; meaning: Meaning } | Refused {
  const uri = canonical(world.uri);
  const occurrence = occurrenceAt(world.facts(uri), position);
  if (!occurrence)
    return { refused: "Only names can be renamed: of variables, agents, tools, steps, state, data sets, variants." };
  if (occurrence.kind === "file") {
    return { refused: "This is the path of a file. Rename the file itself; the paths that name it follow." };
  }
  const [meaning] = meaningsOf(world, uri, occurrence);
  if (!meaning) return { refused: `The file that "${occurrence.name}" belongs to cannot be followed.` };
  const { kind, name, defined } = meaning;
  if (kind === "variable" && name === "input" && !defined) {
    return {
      refused:
        "Every agent has {{input}}: what the user says. Declare a variable of your own under inputs to use another name.",
    };
  }
  if (kind === "variant" && name === "base")
    return { refused: '"base" is the definition as it is. It has no other name.' };
  if (kind === "tool" && !defined) {
    return {
      refused: `"${name}" is not declared in these files: it is a tool of Google's or of a server, and has its name from there.`,
    };
  }
  return { occurrence, meaning };
}

const named: Readonly<Record<SymbolKind, string>> = {
  variable: "a variable",
  agent: "an agent",
  tool: "a tool",
  step: "a step",
  file: "a file",
  state: "a part of the state",
  secret: "a secret",
  dataset: "a data set",
  variant: "a variant",
};

const forms: Partial<Record<SymbolKind, { readonly form: RegExp; readonly says: string }>> = {
  agent: {
    form: /^[A-Za-z][A-Za-z0-9_-]{0,62}$/,
    says: "The name of an agent starts with a letter and has letters, digits, _ and - (at most 63).",
  },
  tool: {
    form: /^[A-Za-z_][A-Za-z0-9_.:-]{0,127}$/,
    says: "The name of a tool starts with a letter or _ and has letters, digits, _, ., : and - (at most 128).",
  },
  step: {
    form: /^[A-Za-z_][A-Za-z0-9_-]*$/,
    says: "The id of a step starts with a letter or _ and has letters, digits, _ and -.",
  },
};
const plainForm = {
  form: /^[A-Za-z_][A-Za-z0-9_]*$/,
  says: "Such a name starts with a letter or _ and has letters, digits and _.",
};

function wrongName({ kind }: Meaning, newName: string): string | undefined {
  const { form, says } =
    forms[kind] ??
    (kind === "dataset" || kind === "variant"
      ? {
          ...forms.step,
          form: /^[A-Za-z_][A-Za-z0-9_-]*$/,
          says: "Such a name starts with a letter or _ and has letters, digits, _ and -.",
        }
      : plainForm);
  if (!form.test(newName)) return `"${newName}" cannot be a name here. ${says}`;
  if (/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(newName)) {
    return `"${newName}" cannot be a name: YAML reads it as a value of its own.`;
  }
  if (kind === "variable" && /^(?:state|row|args|this)$/.test(newName)) {
    return `"${newName}" cannot be a variable: in a template it means something else.`;
  }
  if (kind === "variant" && newName === "base")
    return '"base" is the definition as it is. A variant needs another name.';
  return undefined;
}

/** Where the new name would mean something already. */
function taken(
  world: Definitions & { readonly uri: string },
  meaning: Meaning,
  newName: string,
  places: readonly Place[],
): string | undefined {
  const { kind } = meaning;
  const seen = new Set<string>();
  for (const { uri, occurrence } of places) {
    const { scope, path } = occurrence;
    if (world.facts(uri)?.kind === "prompt") continue;
    // What surrounds the name decides; it is the same for many places.
    const rows = path[0] === "datasets" ? path.slice(0, 2) : undefined;
    const where = [uri, occurrence.of ?? "", ...scope, "", ...(rows ?? bodyAt(path))].join("\n");
    if (seen.has(where)) continue;
    seen.add(where);
    const scopes = kind === "variable" && isBody(scope) ? [...scopesFrom(bodyAt(path)), scope] : [scope];
    if (rows) scopes.push(rows);
    const start = occurrence.of === undefined ? uri : meaning.home;
    const other =
      resolve(world, start, kind, newName, scopes) ??
      (kind === "agent" ? resolve(world, start, kind, newName, [scope.length === 0 ? ["agents"] : []]) : undefined);
    if (!other || keyOf(other) === keyOf(meaning)) continue;
    const place = other.home === canonical(world.uri) ? "" : ` in ${fileNameOf(other.home)}`;
    return `There is already ${named[kind]} "${newName}"${place}.`;
  }
  return undefined;
}

/** A prompt that several definitions share would be right for one of them only; so would a test's value for several agents. */
function shared(world: Definitions, places: readonly Place[]): string | undefined {
  const seen = new Set<string>();
  for (const { uri, occurrence } of places) {
    const where = `${uri} ${occurrence.scope.join(" ")}`;
    if (seen.has(where)) continue;
    seen.add(where);
    const meanings = meaningsOf(world, uri, occurrence);
    if (meanings.length < 2) continue;
    if (world.facts(uri)?.kind !== "prompt") {
      const agents = meanings.map(({ scope }) => scope[1]).join(" and ");
      return `${fileNameOf(uri)} gives one value to "${occurrence.name}" of ${agents}, which each declare it. Declare it once first: under the inputs of the file.`;
    }
    const others = [...new Set(meanings.map((each) => fileNameOf(each.home)))].slice(0, 3).join(" and ");
    return `"${occurrence.name}" is used in ${fileNameOf(uri)}, where it means something in ${others} each. Give them prompts of their own first.`;
  }
  return undefined;
}
