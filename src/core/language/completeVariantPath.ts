import type { CompletionItem, Range } from "vscode-languageserver-types";
import { isObject, type Json } from "../base/json.ts";
import { variantPath } from "../document/applyVariant.ts";
import { mapsOf, schemaAt } from "../schema/schemaAt.ts";
import { about, inOrder, item, kinds, namesOf, rootSchemaOf, suggestNext, type Typing } from "./completionItems.ts";
import { agentNames, valueAt } from "./variables.ts";

/** A variant's dotted path, step by step; before the first dot also the whole paths that variants most often change. */
export function completeVariantPath(typing: Typing): CompletionItem[] {
  const { place, range } = typing;
  const names = namesOf(typing);
  const dot = place.word.lastIndexOf(".");
  const typed = dot < 0 ? "" : place.word.slice(0, dot);
  const steps = stepsOf(typing, typed);
  if (dot < 0) return inOrder([...whole(typing), ...steps.map((step) => at(step, range))]);
  const from = { line: range.start.line, character: range.start.character + dot + 1 };
  return inOrder(steps.map((step) => at(step, { start: from, end: range.end })));

  function at({ name, goesOn, detail, key }: Step, where: Range): CompletionItem {
    const path = typed === "" ? [] : (variantPath(names.value, typed) ?? []);
    const text = goesOn ? `${name}.` : place.colon ? name : `${name}: `;
    return {
      ...item(goesOn ? `${name}.` : name, kinds.property, where, text, detail),
      ...(key ? about({ of: "key", path, name }) : {}),
      ...(place.colon && !goesOn ? {} : { command: suggestNext }),
    };
  }
}

interface Step {
  readonly name: string;
  /** A dot follows: it has parts of its own. */
  readonly goesOn: boolean;
  readonly key: boolean;
  readonly detail?: string;
}

/** Keys that no variant can change: what is the same for all of them. */
const never = new Set(["format", "name", "version", "extends", "variants", "matrix", "tests", "datasets", "lint"]);

function stepsOf(typing: Typing, typed: string): Step[] {
  const { document, context } = typing;
  const names = namesOf(typing);
  const path = typed === "" ? [] : variantPath(names.value, typed);
  if (!path) return [];
  const value = path.length === 0 ? names.value : valueAt(names.value, path);
  if (Array.isArray(value)) {
    return (value as readonly Json[]).flatMap((each, i): Step[] => {
      if (!isObject(each)) return [{ name: String(i), goesOn: false, key: false, detail: String(each) }];
      const name = [each.id, each.name].find((id) => typeof id === "string") as string | undefined;
      const says = each.agent ?? each.type ?? each.ref;
      return [
        { name: name ?? String(i), goesOn: true, key: false, ...(typeof says === "string" ? { detail: says } : {}) },
      ];
    });
  }
  const { definition = document } = context.around ?? {};
  const schema = schemaAt(rootSchemaOf(definition), path, definition)?.schema;
  const found = new Map<string, Step>();
  for (const map of schema ? mapsOf(schema, definition.nodeAt(path)?.node) : []) {
    if (map.kind !== "map") continue;
    for (const [name, { schema: inner, deprecated }] of Object.entries(map.keys())) {
      if (deprecated || (path.length === 0 && never.has(name))) continue;
      const present = isObject(value) ? value[name] : undefined;
      const goesOn = isObject(present) || Array.isArray(present) || inner.kind === "map" || inner.kind === "cases";
      found.set(name, { name, goesOn, key: true });
    }
  }
  if (isObject(value)) {
    for (const [name, present] of Object.entries(value)) {
      if (found.has(name) || (path.length === 0 && never.has(name))) continue;
      found.set(name, { name, goesOn: isObject(present) || Array.isArray(present), key: false });
    }
  }
  const taken = new Set(siblings(typing));
  const prefix = typed === "" ? "" : `${typed}.`;
  return [...found.values()].filter((step) => step.goesOn || !taken.has(prefix + step.name));
}

/** The paths that this variant changes already, without the one that is being typed. */
function siblings({ document, place }: Typing): readonly string[] {
  const variant = valueAt(document.value, place.path);
  return isObject(variant) ? Object.keys(variant).filter((name) => name !== place.word) : [];
}

function whole(typing: Typing): CompletionItem[] {
  const { place, range } = typing;
  const data = namesOf(typing);
  const worth = [
    "model",
    "generation_config.thinking_level",
    "generation_config.max_output_tokens",
    "system_instruction",
    "input",
    "service_tier",
  ];
  const names = agentNames(data);
  const paths = [
    ...(names.length === 0 ? worth : []),
    ...(names.length > 0 ? worth.slice(0, 3).map((path) => `defaults.${path}`) : []),
    ...names.slice(0, 50).flatMap((name) => worth.slice(0, 4).map((path) => `agents.${name}.${path}`)),
  ];
  const steps = valueAt(data.value, ["workflow", "steps"]);
  for (const step of Array.isArray(steps) ? steps : []) {
    if (isObject(step) && typeof step.id === "string") paths.push(`workflow.steps.${step.id}.skip`);
  }
  const taken = new Set(siblings(typing));
  return paths
    .filter((path) => path.includes(".") && !taken.has(path))
    .map((path) => {
      const steps = path.split(".");
      return {
        ...item(path, kinds.property, range, place.colon ? path : `${path}: `),
        ...about({ of: "key", path: steps.slice(0, -1), name: steps.at(-1) as string }),
        ...(place.colon ? {} : { command: suggestNext }),
      };
    });
}
