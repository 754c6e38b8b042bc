import type { InlayHint, Range } from "vscode-languageserver-types";
import type { AgentDocument } from "../document/agentDocument.ts";
import { agentsOf, variantsOf } from "../document/readDefinition.ts";
import type { Estimate } from "../tokens/estimate.ts";
import { modelOf, redirectAt } from "../tokens/prices.ts";
import { promptHints } from "./promptHints.ts";

export interface InlayHintContext {
  readonly estimates: readonly Estimate[];
  readonly wallMs: number;
}

/**
 * At the ends of lines, what the file leaves unsaid: tokens of a prompt, the thinking level that a model has by itself,
 * the model that a variant runs on.
 */
export function inlayHints(document: AgentDocument, range: Range, context: InlayHintContext): InlayHint[] {
  return [
    ...promptHints(document, range, context),
    ...thinkingHints(document, range),
    ...variantHints(document, range, context.wallMs),
  ].sort((a, b) => a.position.line - b.position.line);
}

/** Behind `model:` of an agent that says no level: the one it will have. */
function thinkingHints(document: AgentDocument, range: Range): InlayHint[] {
  const atLine = new Map<number, Set<string>>();
  for (const { model, generationConfig, path, workflow, managed } of agentsOf(document)) {
    const level = model === undefined ? undefined : modelOf(model)?.thinking?.default;
    if (!level || generationConfig.thinkingLevel || workflow || managed) continue;
    const line = modelLine(document, path);
    if (line === undefined || line < range.start.line || line > range.end.line) continue;
    const levels = atLine.get(line) ?? new Set();
    atLine.set(line, levels.add(level));
  }
  return [...atLine].map(([line, levels]) =>
    hint(document, line, `thinking ${[...levels].join(" or ")}`, "The model's own level: the file says none."),
  );
}

/** Where an agent's model is said: in its body, else under `defaults`. */
function modelLine(document: AgentDocument, path: readonly (string | number)[]): number | undefined {
  const at =
    document.rangeAt([...path, "model"]) ?? (path.length > 0 ? document.rangeAt(["defaults", "model"]) : undefined);
  const placed = document.nodeAt([...path, "model"]) ?? document.nodeAt(["defaults", "model"]);
  return placed?.node.kind === "scalar" ? at?.key?.start.line : undefined;
}

/** Behind the name of a variant: the models that answer in it, when it does not say one itself. */
function variantHints(document: AgentDocument, range: Range, wallMs: number): InlayHint[] {
  return variantsOf(document).flatMap((variant): InlayHint[] => {
    const line = document.rangeAt(["variants", variant.name])?.key?.start.line;
    if (line === undefined || line < range.start.line || line > range.end.line) return [];
    const models = new Set<string>();
    for (const { model, workflow } of agentsOf(document, variant)) {
      if (model === undefined || workflow) continue;
      const to = redirectAt(model, wallMs)?.to;
      models.add(to ? `${model} → ${to}` : model);
    }
    const said = Object.entries(variant.changes).some(
      ([path, to]) => /(?:^|\.)model$/.test(path) && models.has(String(to)),
    );
    if (models.size === 0 || models.size > 2 || (said && models.size === 1)) return [];
    return [hint(document, line, `on ${[...models].join(", ")}`, "The model that answers in this variant.")];
  });
}

function hint(document: AgentDocument, line: number, label: string, tooltip: string): InlayHint {
  const character = document.source.line(line).trimEnd().length;
  return { position: { line, character }, label, tooltip, paddingLeft: true };
}
