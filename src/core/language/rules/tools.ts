import { isObject, type Json, type JsonObject } from "../../base/json.ts";
import type { Path } from "../../document/definition.ts";
import { nearest } from "../../schema/nearest.ts";
import { insertKey, removeKey } from "./edits.ts";
import { schemasIn } from "./jsonSchemas.ts";
import type { ToolPart } from "./listPart.ts";
import { type AgentRule, type Finding, replace, type ToolRule } from "./rule.ts";

export const toolNames: ToolRule = {
  id: "AG401",
  scope: "tool",
  severity: "error",
  check(tool) {
    if (tool.body.type !== "function") return [];
    const findings: Finding[] = [];
    const check = (name: Json | undefined, range: Finding["range"] | undefined, allowed: RegExp, message: string) => {
      if (typeof name !== "string" || name === "" || !range || allowed.test(name)) return;
      const repaired = name
        .trim()
        .replaceAll(/\W+/g, "_")
        .replace(/^(?=\d)/, "_")
        .slice(0, 64);
      findings.push({ message, range, fix: allowed.test(repaired) ? replace(range, repaired) : undefined });
    };
    const says = "starts with a letter or _ and has letters, digits and _";
    const nameSays = `A function's name ${says} . : - (at most 128).`;
    check(tool.body.name, tool.rangeAt("name")?.value, /^[A-Za-z_][A-Za-z0-9_.:-]{0,127}$/, nameSays);
    const properties = isObject(tool.body.parameters) ? tool.body.parameters.properties : undefined;
    for (const name of isObject(properties) ? Object.keys(properties) : []) {
      const range = tool.rangeAt("parameters", "properties", name)?.key;
      check(name, range, /^[A-Za-z_]\w{0,63}$/, `A parameter's name ${says} (at most 64).`);
    }
    return findings;
  },
};

/** Where JSON Schema stands in a tool. */
function toolSchemas(tool: ToolPart) {
  if (tool.body.type !== "function") return [];
  return schemasIn(tool.body.parameters, ["parameters"]);
}

/** What the API says about each of these: read, and not enforced. */
const unenforced = [
  "minLength",
  "maxLength",
  "minProperties",
  "maxProperties",
  "uniqueItems",
  "contains",
  "minContains",
  "maxContains",
];

const unenforcedText = {
  id: "AG403",
  severity: "warning",
} as const;
const unenforcedIn = (path: Path, schema: JsonObject) =>
  unenforced.filter((word) => schema[word] !== undefined).map((word) => ({ word, path: [...path, word] }));
const notEnforced = (word: string) => `${word} is ignored by the API: an answer that breaks it is not refused.`;

export const unenforcedKeywords: ToolRule = {
  ...unenforcedText,
  scope: "tool",
  check: (tool) =>
    toolSchemas(tool).flatMap(({ schema, path }) =>
      unenforcedIn(path, schema).flatMap(({ word, path: at }) => {
        const range = tool.rangeAt(...at)?.key;
        return range ? [{ message: notEnforced(word), range, fix: removeKey(tool, at) }] : [];
      }),
    ),
};
export const unenforcedInAnswer: AgentRule = {
  ...unenforcedText,
  scope: "agent",
  check: (agent) =>
    answerSchemas(agent.body).flatMap(({ schema, path }) =>
      unenforcedIn(path, schema).flatMap(({ word, path: at }) => {
        const range = agent.rangeAt(...at)?.key;
        return range ? [{ message: notEnforced(word), range, fix: removeKey(agent, at) }] : [];
      }),
    ),
};

/** The schema of an agent's answer, and what is inside of it. */
export function answerSchemas(body: JsonObject): readonly { schema: JsonObject; path: Path }[] {
  const format = body.response_format;
  if (Array.isArray(format)) {
    return (format as readonly Json[]).flatMap((one, i) =>
      isObject(one) ? schemasIn(one.schema, ["response_format", i, "schema"]) : [],
    );
  }
  return isObject(format) ? schemasIn(format.schema, ["response_format", "schema"]) : [];
}

/** Words that neither path of the API names: the whole request may be refused for one of them. */
const refused: Readonly<Record<string, string>> = {
  const: "Write enum with one value.",
  exclusiveMinimum: "Write minimum.",
  exclusiveMaximum: "Write maximum.",
  multipleOf: "Say it in the description.",
  not: "Say it in the description.",
  allOf: "Write the parts in one.",
  if: "Say it in the description.",
  patternProperties: "Name the properties, or say it in the description.",
  propertyNames: "Say it in the description.",
  dependentRequired: "Say it in the description.",
  dependentSchemas: "Say it in the description.",
  unevaluatedProperties: "Leave it out.",
  unevaluatedItems: "Leave it out.",
};

/** More of them that the older field `parameters` of generateContent does not take: ADK and other tools still use it. */
const refusedByOlder: Readonly<Record<string, string>> = {
  oneOf: "Write anyOf.",
  $ref: "Write what it names in its place.",
  $defs: "Write each where it is used.",
  uniqueItems: "Leave it out.",
  additionalProperties: "Leave it out.",
  prefixItems: "Write items.",
};

/** The words of a schema that Gemini may refuse, with what to write instead. `older`: where the older field is used. */
export function refusedKeywords(
  schema: Json | undefined,
  options: { readonly older: boolean },
): readonly { readonly path: Path; readonly word: string; readonly instead: string }[] {
  return schemasIn(schema, []).flatMap(({ schema: one, path }) =>
    Object.keys(one).flatMap((word) => {
      const found = Object.hasOwn(refused, word)
        ? refused[word]
        : options.older && Object.hasOwn(refusedByOlder, word)
          ? refusedByOlder[word]
          : undefined;
      return found === undefined ? [] : [{ path: [...path, word], word, instead: found }];
    }),
  );
}

export const refusedInTool: ToolRule = {
  id: "AG402",
  scope: "tool",
  severity: "error",
  check(tool) {
    if (tool.body.type !== "function") return [];
    return refusedKeywords(tool.body.parameters, { older: false }).flatMap(({ path, word, instead }) => {
      const at = ["parameters", ...path];
      const place = tool.rangeAt(...at);
      if (!place?.key) return [];
      const message = `Gemini's part of JSON Schema has no ${word}, and may refuse the whole request. ${instead}`;
      return [{ message, range: place.key, fix: rewrite(tool, at, word, place.key, place.value) }];
    });
  },
};

function rewrite(tool: ToolPart, path: Path, word: string, key: Finding["range"], value: Finding["range"]) {
  const node = tool.nodeAt(...path)?.node;
  if (word === "const" && node?.kind === "scalar") {
    const start = { range: { start: value.start, end: value.start }, newText: "[" };
    const end = { range: { start: value.end, end: value.end }, newText: "]" };
    const owner = tool.nodeAt(...path.slice(0, -1))?.node;
    const typed = owner?.kind === "map" && owner.entries.some((entry) => entry.name === "type");
    const type = typeof node.value === "string" ? "string" : typeof node.value === "number" ? "number" : "boolean";
    const said = typed ? "enum" : `type: ${type}, enum`;
    if (!typed && owner?.kind === "map" && !owner.flow) return undefined;
    return { title: "Write it as enum", edits: [{ range: key, newText: said }, start, end] };
  }
  if (word === "exclusiveMinimum") return replace(key, "minimum", "Write minimum");
  if (word === "exclusiveMaximum") return replace(key, "maximum", "Write maximum");
  return removeKey(tool, path);
}

const soundText = {
  id: "AG405",
  severity: "error",
} as const;

interface SchemaHolder {
  rangeAt(...path: Path): { readonly key?: Finding["range"]; readonly value: Finding["range"] } | undefined;
  nodeAt: ToolPart["nodeAt"];
  line: ToolPart["line"];
}

export function contradictions(holder: SchemaHolder, schema: JsonObject, path: Path): readonly Finding[] {
  const findings: Finding[] = [];
  const at = (...more: Path) => holder.rangeAt(...path, ...more);
  const { type, properties, required, items } = schema;
  const open = ["$ref", "anyOf", "oneOf", "allOf"].some((key) => schema[key] !== undefined);
  if (Array.isArray(required) && !open) {
    const names = isObject(properties) ? Object.keys(properties) : [];
    for (const [i, name] of (required as readonly Json[]).entries()) {
      const range = at("required", i)?.value;
      if (typeof name !== "string" || names.includes(name) || !range) continue;
      const near = nearest(name, names);
      const meant = near ? ` Did you mean ${near}?` : "";
      const message = `"${name}" is required and is no property of the object.${meant}`;
      findings.push({ message, range, fix: near && !required.includes(near) ? replace(range, near) : undefined });
    }
  }
  if (Array.isArray(schema.enum)) {
    const range = at("enum")?.value;
    if (schema.enum.length === 0 && range) findings.push({ message: "An empty enum allows no value at all.", range });
    for (const [i, value] of (schema.enum as readonly Json[]).entries()) {
      const place = at("enum", i)?.value;
      if (typeof type !== "string" || value === null || !place || fits(value, type)) continue;
      const message = `${JSON.stringify(value)} is not of the type ${type}.`;
      const quoted = type === "string" && typeof value !== "object";
      findings.push({
        message,
        range: place,
        fix: quoted ? replace(place, `"${String(value)}"`, "Put it in quotes") : undefined,
      });
    }
  }
  if (type === "array" && items === undefined && schema.prefixItems === undefined && !open) {
    const range = at("type")?.value;
    const fix = insertKey(holder, path, "items: {type: string}");
    if (range) findings.push({ message: "A list has to say what its items are.", range, fix });
  }
  return findings;
}

function fits(value: Json, type: string): boolean {
  switch (type) {
    case "string":
    case "boolean":
      return typeof value === type;
    case "number":
      return typeof value === "number";
    case "integer":
      return Number.isInteger(value);
    default:
      return true;
  }
}

export const soundParameters: ToolRule = {
  ...soundText,
  scope: "tool",
  check: (tool) => toolSchemas(tool).flatMap(({ schema, path }) => contradictions(tool, schema, path)),
};
export const soundAnswer: AgentRule = {
  ...soundText,
  scope: "agent",
  check: (agent) => answerSchemas(agent.body).flatMap(({ schema, path }) => contradictions(agent, schema, path)),
};

/** How many values nested lists may hold together before the API calls a schema too complex. It says no number. */
export const mostNested = 1000;

export const nestedLists: AgentRule = {
  id: "AG404",
  scope: "agent",
  severity: "warning",
  check: (agent) =>
    answerSchemas(agent.body).flatMap(({ schema, path }) => {
      const own = schema.maxItems;
      if (typeof own !== "number") return [];
      let most = own;
      let nested = false;
      for (let depth = 0; depth < path.length; depth++) {
        const above = depth === 0 ? undefined : agent.nodeAt(...path.slice(0, depth))?.node;
        if (above?.kind !== "map" || !above.entries.some((e) => e.name === "items")) continue;
        const outer = above.entries.find((e) => e.name === "maxItems")?.value;
        if (outer?.kind !== "scalar" || typeof outer.value !== "number") continue;
        nested = true;
        most *= outer.value;
      }
      const range = nested && most > mostNested ? agent.rangeAt(...path, "maxItems")?.value : undefined;
      const message = `Together with the lists around it these may be ${most} values: the API may refuse the schema as too complex.`;
      return range ? [{ message, range }] : [];
    }),
};
