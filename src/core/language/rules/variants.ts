import { isObject, type Json } from "../../base/json.ts";
import type { AgentDocument } from "../../document/agentDocument.ts";
import { variantPath } from "../../document/applyVariant.ts";
import type { Path } from "../../document/definition.ts";
import { type Entry, rangeOf } from "../../document/node.ts";
import type { Problem } from "../../document/problem.ts";
import { agentsOf, variantsOf } from "../../document/readDefinition.ts";
import { agentFile, foreignKeys } from "../../schema/agentSchema.ts";
import { checkEntry } from "../../schema/checkSchema.ts";
import { nearest } from "../../schema/nearest.ts";
import { mapsOf, schemaAt } from "../../schema/schemaAt.ts";
import { modelOf } from "../../tokens/prices.ts";
import { valueAt } from "../variables.ts";
import { nearestLevel, thinkingLevel } from "./generationConfig.ts";
import { type FileRule, type Finding, replace } from "./rule.ts";

/** One line of a variant: a dotted path and the value it gets. */
interface Change {
  readonly variant: string;
  readonly entry: Entry;
  /** What the entry's lines count from. */
  readonly base: number;
}

function changesOf(document: AgentDocument): readonly Change[] {
  const variants = document.nodeAt(["variants"]);
  if (variants?.node.kind !== "map") return [];
  return variants.node.entries.flatMap(({ name, value, line }) =>
    value.kind === "map" ? value.entries.map((entry) => ({ variant: name, entry, base: variants.base + line })) : [],
  );
}

export const variantPaths: FileRule = {
  id: "AG210",
  scope: "file",
  severity: "error",
  check: ({ document }) => {
    const found: Finding[] = [];
    const same = new Map<string, boolean>();
    for (const { variant, entry, base } of changesOf(document)) {
      const wrong = wrongPath(document, entry.name, rangeOf(entry.keySpan, base + entry.line));
      if (wrong) found.push(wrong);
      const path = variantPath(document.value, entry.name);
      const equal =
        !wrong &&
        path &&
        equals(valueAt(document.value, path), valueAt(document.value, ["variants", variant, entry.name]));
      same.set(variant, (same.get(variant) ?? true) && Boolean(equal));
    }
    for (const [variant, equal] of same) {
      const range = equal ? document.rangeAt(["variants", variant])?.key : undefined;
      if (range) {
        const message = `"${variant}" is the same as the file without it: a comparison would run the same twice.`;
        found.push({ severity: "warning", message, range });
      }
    }
    return found;
  },
};

function equals(a: Json | undefined, b: Json | undefined): boolean {
  return a !== undefined && JSON.stringify(a) === JSON.stringify(b);
}

/** Values that cannot stand where a variant puts them, in the words of the schema. */
export function checkVariantValues(document: AgentDocument): readonly Problem[] {
  return changesOf(document).flatMap(({ entry, base }) => {
    const schema = schemaOf(document, entry.name);
    return schema ? checkEntry(entry, schema, base) : [];
  });
}

function schemaOf(document: AgentDocument, dotted: string) {
  const path = variantPath(document.value, dotted);
  return path && schemaAt(agentFile, path, document)?.schema;
}

function wrongPath(document: AgentDocument, dotted: string, range: Finding["range"]): Finding | undefined {
  const path = variantPath(document.value, dotted);
  const say = (message: string, newText?: string): Finding => ({
    message,
    range,
    ...(newText ? { fix: replace(range, newText) } : {}),
  });
  if (!path) return say(`"${dotted}" leads nowhere in this file, so the variant would change nothing.`);
  for (let depth = 1; depth <= path.length; depth++) {
    const parent = path.slice(0, depth - 1);
    if (schemaAt(agentFile, path.slice(0, depth), document)) continue;
    const around = schemaAt(agentFile, parent, document)?.schema;
    // Where the language says nothing about the parts, nothing is wrong.
    const map = around && mapsOf(around, document.nodeAt(parent)?.node)[0];
    if (map?.kind !== "map" || map.open) return undefined;
    const step = String(path[depth - 1]);
    if (step.startsWith("x-")) return undefined;
    const foreign = Object.hasOwn(foreignKeys, step) ? foreignKeys[step] : undefined;
    const ours = foreign && [...(foreign.under ? [foreign.under] : []), foreign.key];
    const near = ours && map.keys()[ours[0] as string] ? ours.join(".") : nearest(step, Object.keys(map.keys()));
    const newText = near && [...path.slice(0, depth - 1), near, ...path.slice(depth)].join(".");
    const where = step === dotted ? "" : ` in "${dotted}"`;
    return say(`"${step}"${where} is not a key of the language.${near ? ` Did you mean ${newText}?` : ""}`, newText);
  }
  return unknownAgent(document, path, dotted, say);
}

function unknownAgent(
  document: AgentDocument,
  path: Path,
  dotted: string,
  say: (message: string, newText?: string) => Finding,
): Finding | undefined {
  const [first, name] = path;
  if (first !== "agents" || typeof name !== "string" || document.nodeAt(["agents", name])) return undefined;
  const agents = isObject(document.value) && isObject(document.value.agents) ? Object.keys(document.value.agents) : [];
  const near = nearest(name, agents);
  const newText = near && ["agents", near, ...path.slice(2)].join(".");
  return say(
    `There is no agent "${name}" for "${dotted}" to change.${near ? ` Did you mean ${newText}?` : ""}`,
    newText,
  );
}

/** A level that the variant's model does not offer, although the file by itself is right. */
export const thinkingLevelOfVariant: FileRule = {
  ...thinkingLevel,
  scope: "file",
  check({ document }) {
    const broken = new Set<string>();
    for (const { variant, entry, base } of changesOf(document)) {
      const schema = schemaOf(document, entry.name);
      if (!schema || checkEntry(entry, schema, base).length > 0) broken.add(variant);
    }
    return variantsOf(document)
      .filter(({ name, changes }) => name !== "base" && !broken.has(name) && Object.keys(changes).some(decides))
      .flatMap(({ name, changes }): Finding[] =>
        agentsOf(document, { name, changes }).flatMap((agent): Finding[] => {
          const level = agent.generationConfig.thinkingLevel;
          const offered = agent.model === undefined ? undefined : modelOf(agent.model)?.thinking?.levels;
          if (!level || !offered || offered.includes(level)) return [];
          const prefix = agent.path.length > 0 ? `${agent.path.join(".")}.` : "";
          const change = Object.keys(changes).find((path) => {
            const mine = path.startsWith(prefix) || path.startsWith("defaults.");
            return mine && decides(path);
          });
          const range = change === undefined ? undefined : document.rangeAt(["variants", name, change])?.value;
          if (!range) return [];
          const near = nearestLevel(level, offered);
          const message = `In this variant ${agent.name} asks ${agent.model}, which does not offer "${level}". It offers ${offered.join(", ")}.`;
          return [
            { message, range, ...(near && change?.endsWith("thinking_level") ? { fix: replace(range, near) } : {}) },
          ];
        }),
      );
  },
};

function decides(path: string): boolean {
  return /(?:^|\.)(?:thinking_level|model|generation_config)$/.test(path);
}
