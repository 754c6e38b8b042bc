import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { isObject, type Json } from "../../../src/core/base/json.ts";
import { parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import { checkSchema } from "../../../src/core/schema/checkSchema.ts";
import { type FileKind, fileKindOf, rootSchemas } from "../../../src/core/schema/fileKind.ts";
import { publishedSchemas } from "../../../src/core/schema/jsonSchema.ts";
import { shown } from "../document/problems.ts";

/** Both read the same document: the walker its nodes, ajv its value. */

const root = path.join(import.meta.dirname, "../../..");
const options = { strict: false, allErrors: false, logger: false } as const;
const fileNames: Readonly<Record<FileKind, string>> = {
  agent: "agent.v1.schema.json",
  tool: "tool.v1.schema.json",
  test: "agent-test.v1.schema.json",
};
const kinds = Object.keys(fileNames) as FileKind[];
const published = (kind: FileKind) => publishedSchemas[fileNames[kind]]?.() ?? {};
const newest = new Map(kinds.map((kind) => [kind, new Ajv2020(options).compile(published(kind))]));
const draft07 = new Map(
  kinds.map((kind) => {
    const { $schema: _, ...schema } = published(kind);
    return [kind, new Ajv(options).compile({ $schema: "http://json-schema.org/draft-07/schema#", ...schema })];
  }),
);

interface Sample {
  readonly name: string;
  readonly text: string;
  readonly kind: FileKind;
}
const files = ["media/samples", "media/templates", "test/fixtures/language"].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(?:agent|tool|agent\.test)\.ya?ml$/.test(file))
    .map((file) => path.join(root, folder, file)),
);
const samples: readonly Sample[] = files.flatMap((file) => {
  const text = readFileSync(file, "utf8");
  const kind = fileKindOf(parseAgentDocument(text), file) ?? "agent";
  const sample = { name: path.relative(root, file), text, kind };
  // One that extends takes more; so it is tried without as well.
  return /^extends:/m.test(text) ? [sample, { ...sample, text: text.replace(/^extends:.*\n/m, "") }] : [sample];
});

/** "" when both say the same. */
function disagreement(text: string, kind: FileKind): string {
  const document = parseAgentDocument(text);
  if (document.problems.length > 0) return "";
  // What an expression says is no matter of a schema: to ajv it is a text.
  const ours = shown(checkSchema(document, rootSchemas[kind]).filter(({ code }) => code !== "AG303"));
  const validate = newest.get(kind);
  const theirs = validate?.(document.value) ? "" : JSON.stringify(validate?.errors?.slice(0, 2));
  const older = draft07.get(kind)?.(document.value);
  if (older !== (theirs === "")) return `draft-07 and 2020-12 differ: ${theirs}\n${text}`;
  if ((ours === "") === (theirs === "")) return "";
  return `ours: ${ours || "accepted"}\najv: ${theirs || "accepted"}\n${text}`;
}

test("both accept every sample, and one that says everything", () => {
  expect(samples.map((sample) => sample.kind)).toEqual(expect.arrayContaining(["agent", "tool", "test"]));
  for (const { name, text, kind } of samples) {
    expect(shown(checkSchema(parseAgentDocument(text), rootSchemas[kind])), name).toBe("");
    expect(disagreement(text, kind), name).toBe("");
  }
});

type Step = string | number;
type Mutable = Json[] | Record<string, Json>;

/** Every place below the root. */
function places(value: Json, at: readonly Step[] = []): (readonly Step[])[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, i) => [[...at, i], ...places(item as Json, [...at, i])]);
  }
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[...at, key], ...places(inner ?? null, [...at, key])]);
}

function read(value: Json, at: readonly Step[]): Json {
  return at.reduce<Json>((inner, step) => (inner as Record<Step, Json>)[step] as Json, value);
}

const others: readonly Json[] = [null, true, 0, -1, 1.5, 99_999, "", "a b", "text", "{{x}}", [], [1], {}, { a: 1 }];

interface Mutation {
  readonly sample: number;
  readonly place: number;
  readonly from: number;
  readonly kind: "drop" | "rename" | "retype" | "misspell" | "add" | "copy" | "swap";
  readonly letter: number;
}

/** The sample with one thing changed. */
function mutate({ sample, place, from, kind, letter }: Mutation): { text: string; kind: FileKind } {
  const chosen = samples[sample % samples.length] as Sample;
  const value = structuredClone(parseAgentDocument(chosen.text).value) as Json;
  const all = places(value);
  const at = all[place % all.length] as readonly Step[];
  const key = at.at(-1) as Step;
  const parent = read(value, at.slice(0, -1)) as Mutable;
  const old = read(value, at);
  const set = (name: Step, to: Json) => {
    (parent as Record<Step, Json>)[name] = to;
  };
  const drop = () => {
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete (parent as Record<string, Json>)[String(key)];
  };
  switch (kind) {
    case "drop":
      drop();
      break;
    case "rename":
      if (Array.isArray(parent)) break;
      drop();
      set(letter % 5 === 0 ? `x-${key}` : misspelt(String(key), letter), old);
      break;
    case "retype":
      set(key, structuredClone(others[letter % others.length] as Json));
      break;
    case "misspell":
      set(key, typeof old === "string" ? misspelt(old, letter) : typeof old === "number" ? old * 1000 + 0.5 : !old);
      break;
    case "add":
      if (isObject(old))
        (old as Record<string, Json>)[["extra", "type", "file", "name", "x-mine"][letter % 5] as string] = letter;
      break;
    case "copy":
      set(key, structuredClone(read(value, all[from % all.length] as readonly Step[])));
      break;
    case "swap": {
      // The keys of another map beside its own.
      const other = read(value, all[from % all.length] as readonly Step[]);
      if (isObject(old) && isObject(other)) Object.assign(old, structuredClone(other), structuredClone(old));
      break;
    }
  }
  return { text: stringify(value, { aliasDuplicateObjects: false, lineWidth: 0 }), kind: chosen.kind };
}

function misspelt(word: string, letter: number): string {
  const at = letter % (word.length + 1);
  return word.slice(0, at) + String.fromCharCode(97 + (letter % 26)) + word.slice(at + (letter % 2));
}

/** What the two rightly see differently, with the reason; beside what an expression says. */
const differences: readonly { readonly why: string; readonly is: (text: string) => boolean }[] = [
  {
    why: "null takes away what is inherited: a JSON Schema cannot know what a file extends",
    is: (text) => /^extends:/m.test(text) && /: null$|: ~$/m.test(text),
  },
];

const mutation: fc.Arbitrary<Mutation> = fc.record({
  sample: fc.nat(),
  place: fc.nat(),
  from: fc.nat(),
  kind: fc.constantFrom("drop", "rename", "retype", "misspell", "add", "copy", "swap"),
  letter: fc.nat(10_000),
});

test("the walker and ajv accept and reject the same, whatever is changed in a sample", () => {
  const counts = { accepted: 0, rejected: 0, listed: 0 };
  fc.assert(
    fc.property(mutation, (each) => {
      const { text, kind } = mutate(each);
      const found = disagreement(text, kind);
      if (found !== "" && differences.some(({ is }) => is(text))) {
        counts.listed++;
        return;
      }
      expect(found).toBe("");
      const document = parseAgentDocument(text);
      if (checkSchema(document, rootSchemas[kind]).length > 0) counts.rejected++;
      else counts.accepted++;
    }),
    { numRuns: Number(process.env.FUZZ_RUNS ?? 800), seed: Number(process.env.FUZZ_SEED ?? 20261124) },
  );
  // Neither always yes nor always no.
  expect(Math.min(counts.accepted, counts.rejected)).toBeGreaterThan(100);
  expect(counts.listed).toBeLessThan(100);
}, 120_000);
