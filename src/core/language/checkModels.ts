import type { Range } from "vscode-languageserver-types";
import { isObject, type Json, type JsonObject } from "../base/json.ts";
import type { AgentDocument } from "../document/agentDocument.ts";
import { type Path, type ThinkingLevel, thinkingLevels } from "../document/definition.ts";
import type { Problem, Severity } from "../document/problem.ts";
import { nearest } from "../schema/nearest.ts";
import { knownModels, modelOf, redirectAt, stageAt } from "../tokens/prices.ts";
import { isOffered, modelFor, suggestedModel } from "./models.ts";
import { agentNames, valueAt } from "./variables.ts";

/** Models that do not exist, are answered by another, or end (AG501), and settings they do not take (AG503, 505, 506). */
export function checkModels(document: AgentDocument, wallMs: number): readonly Problem[] {
  const file = document.value;
  if (!isObject(file)) return [];
  const bodies: Path[] = [[], ["defaults"], ...agentNames(document).map((name) => ["agents", name])];
  const problems = bodies.flatMap((path) => {
    const body = valueAt(file, path);
    return isObject(body) ? checkNames(document, body, path, wallMs) : [];
  });
  for (const agent of bodies) {
    const path = settingsPath(document, agent);
    const settings = valueAt(file, path);
    if (isObject(settings)) problems.push(...checkSettings(document, settings, path, agent));
  }
  return problems;
}

function checkNames(document: AgentDocument, body: JsonObject, path: Path, wallMs: number): Problem[] {
  const named: [Json | undefined, Path][] = [
    [body.model, [...path, "model"]],
    [body.base_agent, [...path, "base_agent"]],
  ];
  if (isObject(body.model)) {
    named.push([body.model.id, [...path, "model", "id"]]);
    if (Array.isArray(body.model.fallback)) {
      (body.model.fallback as readonly Json[]).forEach((id, i) => {
        named.push([id, [...path, "model", "fallback", i]]);
      });
    }
  }
  if (isObject(body.agent_config)) named.push([body.agent_config.model, [...path, "agent_config", "model"]]);
  return named.flatMap(([id, at]) => {
    const range = typeof id === "string" && id !== "" ? document.rangeAt(at)?.value : undefined;
    return range ? checkName(id as string, range, wallMs) : [];
  });
}

function checkName(id: string, range: Range, wallMs: number): Problem[] {
  const say = (severity: Severity, message: string, newText?: string): Problem[] => [
    {
      code: "AG501",
      severity,
      message,
      range,
      ...(newText ? { fix: { title: `Change to ${newText}`, edits: [{ range, newText }] } } : {}),
    },
  ];
  const model = modelOf(id);
  if (!model) {
    const near = nearest(
      id,
      knownModels()
        .filter((m) => isOffered(m, wallMs))
        .map((m) => m.id),
    );
    const known = knownModels()[0]?.asOf;
    const meant = near ? ` Did you mean ${near}?` : "";
    return say(
      "warning",
      `No model "${id}" is in the price list of ${known}.${meant} Its cost cannot be estimated.`,
      near,
    );
  }
  const redirect = redirectAt(id, wallMs);
  if (redirect) {
    const bill = redirect.billing === "target" ? "at that model's price" : "at a price that is not documented";
    // It runs, and elsewhere than on the Gemini API it is still itself: worth knowing, no mistake in the file.
    return say(
      "information",
      `Since ${redirect.from} requests for ${model.id} are answered by ${redirect.to}, ${bill}.`,
      redirect.to,
    );
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

/** The settings that hold for an agent: its own map, or that of `defaults` when it has none. */
function settingsPath(document: AgentDocument, agent: Path): Path {
  const own = [...agent, "generation_config"];
  const inherits = agent[0] === "agents" && valueAt(document.value, own) === undefined;
  return inherits ? ["defaults", "generation_config"] : own;
}

function checkSettings(document: AgentDocument, settings: JsonObject, path: Path, agent: Path): Problem[] {
  const problems: Problem[] = [];
  const say = (code: string, severity: Severity, key: string, message: string, newText?: string) => {
    const at = document.rangeAt([...path, key]);
    if (!at) return;
    const range = newText ? at.value : (at.key ?? at.value);
    problems.push({
      code,
      severity,
      message,
      range,
      ...(newText ? { fix: { title: `Change to ${newText}`, edits: [{ range, newText }] } } : {}),
    });
  };
  const id = modelFor(document, agent);
  const model = id === undefined ? undefined : modelOf(id);
  const level = thinkingLevels.find((l) => l === settings.thinking_level);
  if (model?.thinking && level && !model.thinking.levels.includes(level)) {
    const near = nearestLevel(level, model.thinking.levels);
    const offered = model.thinking.levels.join(", ");
    say("AG503", "error", "thinking_level", `${model.id} does not offer "${level}". It offers ${offered}.`, near);
  }
  const most = model?.maxOutput;
  if (
    model &&
    most !== undefined &&
    typeof settings.max_output_tokens === "number" &&
    settings.max_output_tokens > most
  ) {
    const message = `${model.id} answers with at most ${most} tokens.`;
    say("AG506", "error", "max_output_tokens", message, String(most));
  }
  const target = valueAt(document.value, ["target"]) ?? "interactions";
  if (target === "interactions") {
    for (const key of ["temperature", "top_p"]) {
      if (settings[key] === undefined) continue;
      say(
        "AG505",
        "warning",
        key,
        `The Interactions API marks ${key} as deprecated: leave it out, or use target: generate_content.`,
      );
    }
  }
  if (target !== "generate_content" && settings.top_k !== undefined) {
    say("AG505", "error", "top_k", "Only target: generate_content takes top_k.");
  }
  return problems;
}

function nearestLevel(level: ThinkingLevel, offered: readonly ThinkingLevel[]): ThinkingLevel | undefined {
  const wanted = thinkingLevels.indexOf(level);
  const away = (l: ThinkingLevel) => Math.abs(thinkingLevels.indexOf(l) - wanted);
  return [...offered].sort((a, b) => away(a) - away(b))[0];
}
