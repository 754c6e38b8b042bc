import { isObject, type Json, type JsonObject } from "../../base/json.ts";
import { nearest } from "../../schema/nearest.ts";
import { type AgentRule, type Finding, replace } from "./rule.ts";
import { parsed } from "./tests.ts";

/** The values that an answer is one of, and how to find it in an answer; undefined when answers are no classes. */
function classesOf(format: Json | undefined): { names: readonly string[]; of: (output: Json) => string } | undefined {
  const schema = isObject(format) ? format.schema : undefined;
  if (!isObject(schema)) return undefined;
  const words = (one: Json | undefined) =>
    isObject(one) && Array.isArray(one.enum) && one.enum.length > 1 ? one.enum.map(String) : undefined;
  const own = words(schema);
  if (own)
    return {
      names: own,
      of: (output) =>
        String(output)
          .replace(/^"(.*)"$/s, "$1")
          .trim(),
    };
  const closed = Object.entries(isObject(schema.properties) ? schema.properties : {}).filter(([, one]) => words(one));
  const [only] = closed;
  if (!only || closed.length > 1) return undefined;
  const [key, property] = only;
  return {
    names: words(property) ?? [],
    of(output) {
      const read = typeof output === "string" ? parsed(output) : output;
      return isObject(read) ? String(read[key]) : "";
    },
  };
}

export const oneSided: AgentRule = {
  id: "AG804",
  scope: "agent",
  severity: "hint",
  absence: true,
  check(agent) {
    const { examples } = agent.body;
    if (!Array.isArray(examples) || examples.length < 3) return [];
    const outputs = (examples as readonly Json[]).map((one) => (isObject(one) ? (one.output ?? null) : null));
    const classes = classesOf(agent.setting("response_format")) ?? shortAnswers(outputs);
    const range = agent.rangeAt("examples")?.key;
    if (!classes || !range) return [];
    const counts = new Map<string, number>(classes.names.map((name) => [name, 0]));
    for (const output of outputs) {
      const name = classes.of(output);
      if (counts.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    const findings: Finding[] = [];
    const unseen = [...counts].filter(([, n]) => n === 0).map(([name]) => name);
    // Of dozens of classes nobody shows each.
    if (unseen.length > 0 && unseen.length < counts.size && counts.size <= examples.length * 2) {
      findings.push({ message: `No example shows ${unseen.map((name) => `"${name}"`).join(", ")}.`, range });
    }
    const [most, n] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), ["", 0] as [string, number]);
    if (examples.length >= 5 && n > examples.length * 0.6) {
      const message = `${n} of ${examples.length} examples answer "${most}": the model learns to say that.`;
      findings.push({ message, range });
    }
    return findings;
  },
};

/** Answers of a word or two that come again and again are classes, also when no schema says so. */
function shortAnswers(outputs: readonly Json[]) {
  const words = outputs.map((output) => (typeof output === "string" ? output.trim() : ""));
  const names = [...new Set(words)];
  const short = words.every((word) => word !== "" && word.length <= 24 && word.split(/\s+/).length <= 3);
  if (!short || names.length < 2 || names.length > words.length / 2) return undefined;
  return { names, of: (output: Json) => String(output).trim() };
}

export const otherForm: AgentRule = {
  id: "AG413",
  scope: "agent",
  severity: "warning",
  check(agent) {
    const format = agent.setting("response_format");
    const schema = isObject(format) ? format.schema : undefined;
    if (!isObject(schema) || !isObject(schema.properties) || schema.additionalProperties) return [];
    const known = Object.keys(schema.properties);
    return agent.prompts.flatMap(({ prompt, key }): readonly Finding[] => {
      if (key !== "system_instruction" && key !== "input") return [];
      if (!/\{\s*"/.test(String(prompt.node.value))) return [];
      const text = agent.textOf(prompt);
      return objectsIn(text.text).flatMap(({ value, start }) => {
        // Of an object that shares little with the answer nobody knows what it is an example of.
        const names = Object.keys(value);
        if (names.filter((name) => known.includes(name)).length * 2 < names.length) return [];
        // A schema in words of JSON is no example.
        if (isObject(value.properties)) return [];
        return names.flatMap((name): Finding[] => {
          const at = known.includes(name) ? -1 : text.text.indexOf(JSON.stringify(name), start);
          if (at < 0) return [];
          const range = text.rangeAt(at + 1, at + 1 + name.length);
          const near = nearest(
            name,
            known.filter((one) => !names.includes(one)),
          );
          const message = `The prompt's example has "${name}", which "response_format" does not have. ${near ? `Did you mean ${near}?` : `It has ${known.join(", ")}.`}`;
          return [{ message, range, fix: near ? replace(range, near) : undefined }];
        });
      });
    });
  },
};

/** The JSON objects in a text that come where an answer is spoken of. */
function objectsIn(text: string): readonly { readonly value: JsonObject; readonly start: number }[] {
  const found: { value: JsonObject; start: number }[] = [];
  for (const { index } of text.matchAll(/\{\s*"/g)) {
    const last = found.at(-1);
    if (last && index < last.start + JSON.stringify(last.value).length) continue;
    const before = text.slice(Math.max(0, index - 120), index);
    if (!/\b(?:answer|reply|respond|return|output|format|form)\b/i.test(before)) continue;
    if (/\b(?:input|receive|given|request)\b[^\n]*$/i.test(before)) continue;
    const end = endOf(text, index);
    const value = end === undefined ? undefined : parsed(text.slice(index, end));
    if (isObject(value)) found.push({ value, start: index });
  }
  return found;
}

function endOf(text: string, start: number): number | undefined {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < text.length && at < start + 5000; at++) {
    const sign = text.charAt(at);
    if (sign === "\\" && quoted) at++;
    else if (sign === '"') quoted = !quoted;
    else if (!quoted && sign === "{") depth++;
    else if (!quoted && sign === "}" && --depth === 0) return at + 1;
  }
  return undefined;
}
