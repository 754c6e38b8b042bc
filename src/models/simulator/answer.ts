import { isObject, type Json } from "../../core/base/json.ts";
import { type ThinkingLevel, thinkingLevels } from "../../core/document/definition.ts";
import type { Content, FunctionDeclaration, GenerateContentRequest, Part } from "../../core/runs/generateContent.ts";
import { hash32, pick, type Random } from "../../core/runs/random.ts";
import { modelOf } from "../../core/tokens/prices.ts";
import { beginMs, draw, drawThinking, proseTokens, readMsPerThousand, tokensPerSecond } from "./distributions.ts";
import { allMatches, argumentsFor, fromSchema } from "./fromSchema.ts";
import { keywords, pieces, prose, told } from "./words.ts";

/** One answer, drawn before its first byte is sent. */
export interface Script {
  /** Milliseconds before the model begins. */
  readonly beginMs: number;
  readonly tokensPerSecond: number;
  readonly thinkingTokens: number;
  /** Summaries of thoughts, when they were asked for. */
  readonly thoughts: readonly string[];
  readonly pieces: readonly { readonly parts: readonly Part[]; readonly tokens: number }[];
  readonly finishReason: "STOP" | "MAX_TOKENS";
}

export interface AnswerWorld {
  readonly model: string;
  readonly next: Random;
  readonly count: (text: string) => number;
  /** Prompt tokens that have to be read, without those from a cache. */
  readonly newTokens: number;
}

export function answerTo(request: GenerateContentRequest, world: AnswerWorld): Script {
  const { next, count } = world;
  const config = request.generationConfig ?? {};
  const about = userText(request.contents);
  const level = levelOf(config.thinkingConfig?.thinkingLevel, world.model);
  const thinking = drawThinking(next, level, about.split("?").length - 1);
  const cap = config.maxOutputTokens ?? Number.POSITIVE_INFINITY;
  const thinkingTokens = Math.min(thinking, cap);
  const begin = draw(next, beginMs) + (world.newTokens / 1000) * readMsPerThousand;
  const speed = draw(next, tokensPerSecond);

  const calls = callsFor(request, about, next);
  const whole =
    calls.length > 0
      ? calls.map((part) => ({ parts: [part], tokens: count(JSON.stringify(part.functionCall)) }))
      : pieces(next, stopped(textFor(request, about, world), config.stopSequences ?? [])).map((text) => ({
          parts: [{ text }],
          tokens: count(text),
        }));
  const within = capped(whole, cap - thinkingTokens, count);
  return {
    beginMs: begin,
    tokensPerSecond: speed,
    thinkingTokens,
    thoughts: config.thinkingConfig?.includeThoughts && thinkingTokens > 0 ? thoughtsAbout(about, thinkingTokens) : [],
    pieces: within.pieces,
    finishReason: within.cut || thinking > cap ? "MAX_TOKENS" : "STOP",
  };
}

/** Every text of a prompt in the order in which a cache sees it. */
export function promptText(request: GenerateContentRequest): string {
  return [
    ...(request.systemInstruction ? [request.systemInstruction] : []),
    ...(request.tools ?? []),
    ...request.contents.flatMap((content) => content.parts ?? []),
  ]
    .map((piece) => textOf(piece as Json))
    .join("\n");
}

/** Signatures are opaque to callers; this one says only that the simulator gave it. */
export function signatureFor(text: string): string {
  return Buffer.from(`simulated ${hash32(text).toString(16).padStart(8, "0")}`).toString("base64");
}

function textOf(value: Json): string {
  if (!isObject(value)) return JSON.stringify(value);
  if (typeof value.text === "string") return value.text;
  if (Array.isArray(value.parts)) return value.parts.map((part) => textOf(part as Json)).join("\n");
  const { thoughtSignature: _, ...rest } = value;
  return JSON.stringify(rest);
}

/** What the user says: the last text of the last turn of the user that has one. Context stands before it. */
function userText(contents: readonly Content[]): string {
  const turn = contents.findLast((content) => content.role !== "model" && content.parts?.some((part) => part.text));
  return turn?.parts?.findLast((part) => part.text)?.text ?? "";
}

function levelOf(asked: string | undefined, model: string): ThinkingLevel {
  const word = asked?.toLowerCase();
  return thinkingLevels.find((level) => level === word) ?? modelOf(model)?.thinking?.default ?? "medium";
}

function thoughtsAbout(about: string, tokens: number): readonly string[] {
  const words = keywords(about, 4);
  const subject = words[0] ?? "the request";
  const steps = [
    `**Reading the request**\n\nThe message is about ${subject}. I look at what is asked and what is only context.\n\n\n`,
    `**Weighing ${words[1] ?? subject}**\n\nI compare the ways to answer and check them against the instructions.\n\n\n`,
    `**Settling the answer**\n\nThe short form fits; I keep ${words[2] ?? subject} in view and write it down.\n\n\n`,
  ];
  return steps.slice(0, tokens < 150 ? 1 : tokens < 600 ? 2 : 3);
}

function textFor(request: GenerateContentRequest, about: string, { next, count }: AnswerWorld): string {
  const config = request.generationConfig ?? {};
  const results = thisTurn(request.contents).flatMap(
    (content) => content.parts?.flatMap((part) => part.functionResponse ?? []) ?? [],
  );
  const found = results.map((result) => told(result.response)).join("; ");
  const subject = found === "" ? about : `${about} ${found}`;
  if (config.responseJsonSchema !== undefined) {
    return JSON.stringify(fromSchema(config.responseJsonSchema, { next, about: subject }));
  }
  const failed = results.some((result) => result.response.error !== undefined);
  const length = Math.min(draw(next, proseTokens), 400);
  const body = prose(next, subject, found === "" ? length : length / 3, count);
  const text =
    found === "" ? body : `${failed ? "That could not be looked up" : "I looked that up"}: ${found}. ${body}`;
  return config.responseMimeType === "application/json" ? JSON.stringify({ answer: text }) : text;
}

/** The calls of this turn; none when no tool fits, or when the tools have answered already. */
function callsFor(request: GenerateContentRequest, about: string, next: Random): readonly Part[] {
  const choice = isObject(request.toolConfig?.functionCallingConfig) ? request.toolConfig.functionCallingConfig : {};
  const mode = typeof choice.mode === "string" ? choice.mode : "AUTO";
  const allowed = Array.isArray(choice.allowedFunctionNames) ? choice.allowedFunctionNames : undefined;
  const declared = (request.tools ?? [])
    .flatMap((tool) => ("functionDeclarations" in tool ? (tool.functionDeclarations as FunctionDeclaration[]) : []))
    .filter((tool) => !allowed || allowed.includes(tool.name));
  if (mode === "NONE" || declared.length === 0) return [];
  const called = calledInThisTurn(request.contents);
  const system = textOf((request.systemInstruction ?? {}) as Json).toLowerCase();
  const ranked = declared
    .filter((tool) => !called.has(tool.name))
    .map((tool) => ({ tool, score: fitness(tool, about, system) }))
    .sort((a, b) => b.score - a.score);
  const best = ranked[0];
  if (!best) return [];
  const first = called.size === 0;
  if (!(first ? best.score > 0 || mode === "ANY" : best.score >= 3)) return [];
  return argumentSets(best.tool, about, next).map((args) => {
    const call = { id: idOf(next), name: best.tool.name, args };
    return { functionCall: call, thoughtSignature: signatureFor(JSON.stringify(call)) };
  });
}

/** Two order numbers in one message make two calls side by side, four at most. */
function argumentSets(tool: FunctionDeclaration, about: string, next: Random) {
  const schema = tool.parametersJsonSchema;
  const properties = isObject(schema?.properties) ? Object.entries(schema.properties) : [];
  for (const [key, property] of properties) {
    if (!isObject(property) || typeof property.pattern !== "string") continue;
    const found = allMatches(property.pattern, about).slice(0, 4);
    if (found.length > 1) {
      return found.map((value) => ({ ...argumentsFor(schema, { next, about }), [key]: value }));
    }
  }
  return [argumentsFor(schema, { next, about })];
}

/** How well a tool fits: its words in the user's message, its name in the instructions, a pattern that finds something. */
function fitness(tool: FunctionDeclaration, about: string, system: string): number {
  const said = new Set(about.toLowerCase().match(/\p{L}{4,}/gu) ?? []);
  const named = tool.name
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => said.has(word)).length;
  const described = new Set((tool.description ?? "").toLowerCase().match(/\p{L}{4,}/gu) ?? []);
  const shared = [...said].filter((word) => described.has(word)).length;
  const properties = isObject(tool.parametersJsonSchema?.properties) ? tool.parametersJsonSchema.properties : {};
  const found = Object.values(properties).some(
    (property) =>
      isObject(property) && typeof property.pattern === "string" && allMatches(property.pattern, about).length > 0,
  );
  const evidence = 2 * named + shared + (found ? 4 : 0);
  return evidence > 0 ? evidence + (system.includes(tool.name.toLowerCase()) ? 2 : 0) : 0;
}

function calledInThisTurn(contents: readonly Content[]): ReadonlySet<string> {
  return new Set(
    thisTurn(contents).flatMap((content) => content.parts?.flatMap((part) => part.functionCall?.name ?? []) ?? []),
  );
}

/** What came after the user last spoke: calls and their results. */
function thisTurn(contents: readonly Content[]): readonly Content[] {
  const from = contents.findLastIndex(
    (content) => content.role !== "model" && content.parts?.some((part) => part.text),
  );
  return contents.slice(from + 1);
}

function idOf(next: Random): string {
  return Array.from({ length: 8 }, () => pick(next, [..."abcdefghijklmnopqrstuvwxyz0123456789"])).join("");
}

function stopped(text: string, stops: readonly string[]): string {
  const ends = stops.map((stop) => text.indexOf(stop)).filter((at) => at >= 0);
  return text.slice(0, Math.min(text.length, ...ends));
}

function capped(whole: Script["pieces"], room: number, count: (text: string) => number) {
  const kept: Script["pieces"][number][] = [];
  let left = room;
  for (const piece of whole) {
    if (piece.tokens <= left) {
      kept.push(piece);
      left -= piece.tokens;
      continue;
    }
    // A call is never sent in half; of text, what fits.
    const text = piece.parts[0]?.text ?? "";
    let fits = "";
    for (const [word] of text.matchAll(/\s*\S+/g)) {
      if (count(fits + word) > left) break;
      fits += word;
    }
    if (fits !== "") kept.push({ parts: [{ text: fits }], tokens: count(fits) });
    return { pieces: kept, cut: true };
  }
  return { pieces: kept, cut: false };
}
