import { isObject } from "../base/json.ts";
import type { AgentDocument } from "../document/agentDocument.ts";
import { variantPath } from "../document/applyVariant.ts";
import { type Path, thinkingLevels } from "../document/definition.ts";
import { rangeOf } from "../document/node.ts";
import type { Fix, Problem } from "../document/problem.ts";
import { agentsOf, variantsOf } from "../document/readDefinition.ts";
import { agentFile, foreignKeys } from "../schema/agentSchema.ts";
import { checkEntry } from "../schema/checkSchema.ts";
import { nearest } from "../schema/nearest.ts";
import { mapsOf, schemaAt } from "../schema/schemaAt.ts";
import { modelOf } from "../tokens/prices.ts";

/** Variants whose path leads nowhere (they would change nothing), or to a value or a pair of values that is not allowed. */
export function checkVariants(document: AgentDocument): readonly Problem[] {
  const variants = document.nodeAt(["variants"]);
  if (variants?.node.kind !== "map") return [];
  return variants.node.entries.flatMap((variant): readonly Problem[] => {
    if (variant.value.kind !== "map") return [];
    const base = variants.base + variant.line;
    const found = variant.value.entries.flatMap((change) => {
      const at = base + change.line;
      const range = rangeOf(change.keySpan, at);
      const wrong = wrongPath(document, change.name, range);
      if (wrong) return [wrong];
      const path = variantPath(document.value, change.name);
      const schema = path && schemaAt(agentFile, path, document)?.schema;
      return schema ? checkEntry(change, schema, base) : [];
    });
    return found.length > 0 ? found : checkThinking(document, variant.name);
  });
}

function wrongPath(document: AgentDocument, dotted: string, range: Problem["range"]): Problem | undefined {
  const path = variantPath(document.value, dotted);
  const say = (message: string, newText?: string): Problem => {
    const fix: Fix | undefined = newText ? { title: `Change to ${newText}`, edits: [{ range, newText }] } : undefined;
    return { code: "AG210", severity: "error", message, range, ...(fix ? { fix } : {}) };
  };
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
  say: (message: string, newText?: string) => Problem,
): Problem | undefined {
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
function checkThinking(document: AgentDocument, name: string): readonly Problem[] {
  const variant = variantsOf(document).find((v) => v.name === name);
  if (!variant) return [];
  return agentsOf(document, variant).flatMap((agent): Problem[] => {
    const level = agent.generationConfig.thinkingLevel;
    const offered = agent.model === undefined ? undefined : modelOf(agent.model)?.thinking?.levels;
    if (!level || !offered || offered.includes(level)) return [];
    const prefix = agent.path.length > 0 ? `${agent.path.join(".")}.` : "";
    const change = Object.keys(variant.changes).find((path) => {
      const mine = path.startsWith(prefix) || path.startsWith("defaults.");
      return mine && /(?:^|\.)(?:thinking_level|model|generation_config)$/.test(path);
    });
    const range = change === undefined ? undefined : document.rangeAt(["variants", name, change])?.value;
    if (!range) return [];
    const away = (l: (typeof thinkingLevels)[number]) =>
      Math.abs(thinkingLevels.indexOf(l) - thinkingLevels.indexOf(level));
    const near = [...offered].sort((a, b) => away(a) - away(b))[0];
    const fix: Fix | undefined =
      near && change?.endsWith("thinking_level")
        ? { title: `Change to ${near}`, edits: [{ range, newText: near }] }
        : undefined;
    const message = `In this variant ${agent.name} asks ${agent.model}, which does not offer "${level}". It offers ${offered.join(", ")}.`;
    return [{ code: "AG503", severity: "error", message, range, ...(fix ? { fix } : {}) }];
  });
}
