import type { Range } from "vscode-languageserver-types";
import { isObject, type Json } from "../../base/json.ts";
import type { Path } from "../../document/definition.ts";
import type { Severity } from "../../document/problem.ts";
import { nearest } from "../../schema/nearest.ts";
import { knownModels, modelOf, redirectAt, stageAt } from "../../tokens/prices.ts";
import { isOffered, suggestedModel } from "../models.ts";
import type { AgentPart } from "./agentPart.ts";
import { type AgentRule, type Finding, replace } from "./rule.ts";

export const modelExists: AgentRule = {
  id: "AG501",
  scope: "agent",
  severity: "warning",
  check(agent) {
    const wallMs = agent.facts.day() * 86_400_000;
    return namesOf(agent).flatMap(([id, path]) => {
      const range = typeof id === "string" && id !== "" ? agent.rangeAt(...path)?.value : undefined;
      return range ? checkName(id as string, range, wallMs, path) : [];
    });
  },
};

function namesOf({ body }: AgentPart): [Json | undefined, Path][] {
  const named: [Json | undefined, Path][] = [
    [body.model, ["model"]],
    [body.base_agent, ["base_agent"]],
  ];
  if (isObject(body.model)) {
    named.push([body.model.id, ["model", "id"]]);
    if (Array.isArray(body.model.fallback)) {
      (body.model.fallback as readonly Json[]).forEach((id, i) => {
        named.push([id, ["model", "fallback", i]]);
      });
    }
  }
  if (isObject(body.agent_config)) named.push([body.agent_config.model, ["agent_config", "model"]]);
  return named;
}

export function checkName(id: string, range: Range, wallMs: number, path: Path): Finding[] {
  const say = (severity: Severity, message: string, newText?: string): Finding[] => [
    { severity, message, range, ...(newText ? { fix: replace(range, newText) } : {}) },
  ];
  if (path[0] === "agent_config" && id.startsWith("models/")) {
    return say("error", 'A managed agent does not find a model that is written with "models/".', id.slice(7));
  }
  // What stands behind these names changes: that is said elsewhere.
  if (/^gemini-(?:pro|flash|flash-lite)-latest$/.test(id)) return [];
  const model = modelOf(id);
  if (!model) {
    const offered = knownModels().filter((m) => isOffered(m, wallMs));
    const near = nearest(
      id,
      offered.map((m) => m.id),
    );
    const known = knownModels()[0]?.asOf;
    const meant = near ? ` Did you mean ${near}?` : "";
    return say(
      "warning",
      `No model "${id}" is in the price list of ${known}.${meant} Without a price of your own (flashback.prices) its cost cannot be estimated.`,
      near,
    );
  }
  const redirect = redirectAt(id, wallMs);
  if (redirect) {
    const bill = redirect.billing === "target" ? "at that model's price" : "at a price that is not documented";
    // It runs, and elsewhere than on the Gemini API it is still itself: worth knowing, no mistake in the file.
    const message = `Since ${redirect.from} requests for ${model.id} are answered by ${redirect.to}, ${bill}.`;
    return say("information", message, redirect.to);
  }
  const life = model.geminiApi ?? {};
  const stage = stageAt(life, wallMs);
  const successor = model.replacement ?? (model.kind === "model" ? suggestedModel(wallMs) : undefined);
  const other = successor && successor !== model.id ? ` Its successor is ${successor}.` : "";
  if (stage === "ended") return say("error", `${model.id} ended on ${life.ends}.${other}`, successor);
  if (stage === "deprecated") {
    const until = life.ends ? `, and ends on ${life.ends}` : "";
    return say("warning", `${model.id} is deprecated since ${life.deprecated}${until}.${other}`, successor);
  }
  return [];
}
