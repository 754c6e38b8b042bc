import type { Path } from "../document/definition.ts";
import { formatRate } from "../tokens/format.ts";
import { knownModels, type ModelInfo, type OwnPrices, priceAt, redirectAt, stageAt } from "../tokens/prices.ts";
import { type Named, valueAt } from "./variables.ts";

/** The newest Flash model that is served under its own name. */
export function suggestedModel(wallMs: number): string {
  const flash = knownModels()
    .filter((model) => /^gemini-[\d.]+-flash$/.test(model.id))
    .filter((model) => !redirectAt(model.id, wallMs) && stageAt(model.geminiApi ?? {}, wallMs) === "ga")
    .filter((model) => Date.parse(model.released) <= wallMs)
    .sort((a, b) => (a.released < b.released ? 1 : -1));
  return flash[0]?.id ?? "gemini-3.5-flash";
}

/** Whether a definition can name it today: priced or managed, and not gone. */
export function isOffered(model: ModelInfo, wallMs: number): boolean {
  return stageAt(model.geminiApi ?? {}, wallMs) !== "ended";
}

/** "$0.75 in, $3.75 out per million": what stands beside a model. */
export function priceLine(model: string, wallMs: number, own: OwnPrices = []): string | undefined {
  const price = priceAt(model, wallMs, "standard", own);
  return (
    price &&
    `$${formatRate(price.input)} in, $${formatRate(price.output)} out per million tokens${price.own ? ", from your settings" : ""}`
  );
}

/** The model that an agent asks, as the file says it: its own, else that of `defaults`. `agent`: where its body stands. */
export function modelFor(document: Named, agent: Path): string | undefined {
  const of = (path: Path): string | undefined => {
    const model = valueAt(document.value, [...path, "model"]);
    const id = typeof model === "string" ? model : valueAt(document.value, [...path, "model", "id"]);
    if (typeof id === "string") return id;
    const managed = valueAt(document.value, [...path, "agent_config", "model"]);
    return typeof managed === "string" ? managed : undefined;
  };
  return of(agent) ?? (agent.length > 0 ? of(["defaults"]) : undefined);
}
