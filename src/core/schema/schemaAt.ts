import type { AgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import type { SyntaxNode } from "../document/node.ts";
import type { CasesSchema, KeySchema, MapSchema, Schema } from "./schema.ts";

export interface SchemaAt {
  readonly schema: Schema;
  /** Of the last step, when it is a key that the language knows. */
  readonly key?: KeySchema;
}

/** What is expected at a path. The document decides between cases (`type: function`); undefined where nothing is known. */
export function schemaAt(root: Schema, path: Path, document: AgentDocument): SchemaAt | undefined {
  let at: SchemaAt = { schema: root };
  for (let depth = 0; depth < path.length; depth++) {
    const step = path[depth] as string | number;
    const next = stepInto(at.schema, step, () => document.nodeAt(path.slice(0, depth))?.node);
    if (!next) return undefined;
    at = next;
  }
  return at;
}

function stepInto(schema: Schema, step: string | number, node: () => SyntaxNode | undefined): SchemaAt | undefined {
  switch (schema.kind) {
    case "list":
      return typeof step === "number" ? { schema: schema.item } : undefined;
    case "mapOf":
      return typeof step === "string" ? { schema: schema.value } : undefined;
    case "map": {
      const keys = schema.keys();
      const key = Object.hasOwn(keys, step) ? keys[step] : undefined;
      return key && typeof step === "string" ? { schema: key.schema, key } : undefined;
    }
    case "cases":
      return stepInto(caseOf(schema, node()), step, node);
    case "either":
      for (const option of schema.options) {
        const found = stepInto(option, step, node);
        if (found) return found;
      }
      return undefined;
    default:
      return undefined;
  }
}

/** The map that a value of `cases` is, by its own key. Where that is not said: the one without it, or all together. */
export function caseOf(schema: CasesSchema, node: SyntaxNode | undefined): MapSchema {
  const entry = node?.kind === "map" ? node.entries.findLast((e) => e.name === schema.key) : undefined;
  const value = entry?.value.kind === "scalar" ? entry.value.value : undefined;
  const chosen = typeof value === "string" && Object.hasOwn(schema.cases, value) ? schema.cases[value] : undefined;
  return chosen ?? (entry ? undefined : schema.without) ?? anyCase(schema);
}

const together = new WeakMap<CasesSchema, MapSchema>();

/** The keys of all cases. None must be there but the one that chooses. */
export function anyCase(schema: CasesSchema): MapSchema {
  let map = together.get(schema);
  if (!map) {
    const keys: Record<string, KeySchema> = {};
    for (const each of [...Object.values(schema.cases), ...(schema.without ? [schema.without] : [])]) {
      for (const [name, key] of Object.entries(each.keys())) {
        if (!Object.hasOwn(keys, name))
          keys[name] = key.required && name !== schema.key ? { ...key, required: false } : key;
      }
    }
    const open = Object.values(schema.cases).some((each) => each.open);
    map = { kind: "map", keys: () => keys, ...(open ? { open } : {}) };
    together.set(schema, map);
  }
  return map;
}

/** The maps that may stand where this schema is: their keys are what completion offers. */
export function mapsOf(schema: Schema, node: SyntaxNode | undefined): readonly Schema[] {
  switch (schema.kind) {
    case "map":
    case "mapOf":
      return [schema];
    case "cases":
      return [caseOf(schema, node)];
    case "either":
      return schema.options.flatMap((option) => mapsOf(option, node));
    default:
      return [];
  }
}
