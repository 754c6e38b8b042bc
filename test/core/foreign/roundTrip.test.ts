import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isObject, type Json } from "../../../src/core/base/json.ts";
import { parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import type { Path } from "../../../src/core/document/definition.ts";
import { flatten, readingDocuments } from "../../../src/core/document/extend.ts";
import { convert, documentOf } from "../../../src/core/foreign/convert.ts";
import { convertFile } from "../../../src/core/foreign/convertFile.ts";
import { type Exported, type ExportTarget, exportDefinition } from "../../../src/core/foreign/export.ts";
import { type ForeignDialect, recognise } from "../../../src/core/foreign/recognise.ts";
import type { Loss } from "../../../src/core/foreign/source.ts";
import { writeYaml } from "../../../src/core/foreign/writeDefinition.ts";
import { diagnose } from "../../../src/core/language/diagnose.ts";
import { today } from "../language/atCursor.ts";
import { convertFixture, foreignFixtures, textOf, worldOf } from "./world.ts";

const samples = path.join(import.meta.dirname, "../../../media/samples");
const names = ["1-hello", "2-release-notes", "3-order-desk", "4-support-team", "5-refund-analyst"];
const readSample = async (file: string) => {
  try {
    return readFileSync(path.join(samples, file), "utf8");
  } catch {
    // Not there: that is an answer.
    return undefined;
  }
};

const back: Partial<Record<ExportTarget, { readonly dialect: ForeignDialect; readonly file: string }>> = {
  adk: { dialect: "adk", file: "root_agent.yaml" },
  promptfoo: { dialect: "promptfoo", file: "promptfooconfig.yaml" },
  gemini: { dialect: "gemini", file: "agent.yaml" },
};

async function exported(text: string, to: ExportTarget, readText = readSample): Promise<Exported> {
  const flat = await flatten(parseAgentDocument(text), readingDocuments(readText));
  return exportDefinition(flat, to, { readText, wallMs: today, agent: [], values: {} });
}

/** The paths at which two values differ: as far down as both have maps or lists. */
function differences(a: Json | undefined, b: Json | undefined, at: Path = []): Path[] {
  if (JSON.stringify(a) === JSON.stringify(b)) return [];
  if (Array.isArray(a) && Array.isArray(b)) {
    // An item that is gone moves those behind it: each is held against the one most like it.
    return a.flatMap((item, i) => {
      const each = (b as readonly Json[]).map((other) => differences(item as Json, other, [...at, i]));
      return each.reduce(
        (best, next) =>
          next.length < best.length || (next.length === best.length && (next[0]?.length ?? 0) > (best[0]?.length ?? 0))
            ? next
            : best,
        [[...at, i]] as Path[],
      );
    });
  }
  if (isObject(a) && isObject(b)) return Object.keys(a).flatMap((key) => differences(a[key], b[key], [...at, key]));
  return [at];
}

/** Whether something that has been told lies on the way to a path, at it, or below it. */
function isTold(at: Path, losses: readonly Loss[], file?: string): boolean {
  return losses.some(
    (loss) =>
      loss.file === file &&
      loss.path.slice(0, at.length).every((step, i) => String(step) === String(at[i])) &&
      loss.path.length > 0,
  );
}

/** Another language may call it otherwise, and what is inherited or implied may be written out. Nothing else is untold. */
const implied: readonly RegExp[] = [/^format$/, /^target$/, /^input$/];

const cases = names.flatMap((name) => Object.keys(back).map((to) => [name, to as ExportTarget] as const));
test.each(cases)("%s to %s and back: what differs has been told", async (name, to) => {
  const text = readFileSync(path.join(samples, `${name}.agent.yaml`), "utf8");
  const there = await exported(text, to);
  const { dialect, file } = back[to] as { dialect: ForeignDialect; file: string };
  const files = new Map(there.files.map((each) => [each.path, each.text]));
  const returned = await convertFile(files.get(file) ?? "", dialect, {
    name: file,
    readText: async (each) => files.get(each),
    files: [...files.keys()],
    wallMs: today,
  });
  const problems = await diagnose(parseAgentDocument(returned.text), { wallMs: today, readText: readSample });
  const errors = problems.filter(({ severity }) => severity === "error");
  expect(to === "promptfoo" ? errors.map(({ code, message }) => `${code} ${message}`) : []).toEqual([]);
  const original = parseAgentDocument(text).value;
  const untold = differences(original, returned.value).filter(
    (at) => !isTold(at, there.losses) && !implied.some((each) => each.test(at.join("."))) && !isInherited(at, original),
  );
  expect(untold.map((at) => at.join("."))).toEqual([]);
});

/** `defaults` are written into each agent. */
function isInherited(at: Path, original: Json): boolean {
  return at[0] === "defaults" && isObject(original) && original.defaults !== undefined;
}

test.each(foreignFixtures.filter((file) => !file.includes("parts/")))(
  "%s: every leaf of it is used, or told",
  async (file) => {
    await everyLeafCounts(file, textOf(file));
  },
);

/** Changing any leaf changes the result, or a loss names it: nothing is passed over in silence. */
async function everyLeafCounts(file: string, text: string): Promise<void> {
  const dialect = recognise(file, text) as ForeignDialect;
  const document = documentOf(text, dialect);
  const world = worldOf(file);
  const before = await convert(text, dialect, world);
  const silent: string[] = [];
  for (const leaf of leaves(document.value)) {
    const range = document.rangeAt(leaf)?.value;
    const node = document.nodeAt(leaf)?.node;
    if (!range || node?.kind !== "scalar" || node.style === "literal" || isTold(leaf, before.losses)) continue;
    const offset = dialect === "dotprompt" ? (text.split("\n", 1)[0]?.length ?? 0) : 0;
    const written = document.source.slice(range);
    const other =
      typeof node.value === "number"
        ? String(node.value + 1)
        : typeof node.value === "boolean"
          ? String(!node.value)
          : `${written.replace(/^(["']?)/, "$1zq")}`;
    const at = document.source.offsetAt(range.start) + offset;
    const changed = text.slice(0, at) + other + text.slice(at + written.length);
    if (recognise(file, changed) !== dialect) continue;
    const after = await convert(changed, dialect, world);
    if (
      JSON.stringify(after.value) === JSON.stringify(before.value) &&
      JSON.stringify(messages(after.losses)) === JSON.stringify(messages(before.losses))
    )
      silent.push(leaf.join("."));
  }
  expect(silent).toEqual([]);
}

const messages = (losses: readonly Loss[]) => losses.map(({ message }) => message);

function leaves(value: Json, at: Path = []): Path[] {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((item, i) => leaves(item, [...at, i]));
  if (isObject(value)) return Object.entries(value).flatMap(([key, inner = null]) => leaves(inner, [...at, key]));
  return [at];
}

test("whatever is put into a file is in the result, or is told", async () => {
  const key = fc.stringMatching(/^[a-z]{3,8}$/).map((word) => `q${word}`);
  const value = fc.oneof(
    fc.stringMatching(/^[a-z]{4,12}$/),
    fc.integer({ min: 2, max: 99 }),
    fc.array(fc.stringMatching(/^[a-z]{4,9}$/), { minLength: 1, maxLength: 3 }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(
        "adk/root_agent.yaml",
        "gemini/agent.yaml",
        "summary.prompt.yml",
        "promptfooconfig.yaml",
        "team.yaml",
      ),
      key,
      value,
      fc.nat(),
      async (file, name, given, seed) => {
        const document = parseAgentDocument(textOf(file));
        const maps = mapsIn(document.value);
        const at = maps[seed % maps.length] as Path;
        const text = writeYaml(withKey(document.value, at, name, given));
        const dialect = recognise(file, text) as ForeignDialect;
        const { value: result, losses } = await convert(text, dialect, worldOf(file));
        const written = JSON.stringify(result);
        const kept = written.includes(`"${name}"`) || (typeof given === "string" && written.includes(given));
        expect(
          kept ||
            isTold([...at, name], losses) ||
            at.some((_, i) => losses.some((loss) => JSON.stringify(loss.path) === JSON.stringify(at.slice(0, i + 1)))),
        ).toBe(true);
      },
    ),
    { numRuns: 150 },
  );
});

function mapsIn(value: Json, at: Path = []): Path[] {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((item, i) => mapsIn(item, [...at, i]));
  if (!isObject(value)) return [];
  return [at, ...Object.entries(value).flatMap(([key, inner = null]) => mapsIn(inner, [...at, key]))];
}

function withKey(value: Json, [step, ...rest]: Path, name: string, given: Json): Json {
  if (Array.isArray(value))
    return (value as readonly Json[]).map((item, i) => (i === step ? withKey(item, rest, name, given) : item));
  if (!isObject(value)) return value;
  if (step === undefined) return { ...value, [name]: given } as Json;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner = null]) => [key, key === step ? withKey(inner, rest, name, given) : inner]),
  );
}

test.each([
  ["adk/root_agent.yaml", "adk", "root_agent.yaml"],
  ["gemini/agent.yaml", "gemini", "agent.yaml"],
  ["promptfooconfig.yaml", "promptfoo", "promptfooconfig.yaml"],
] as const)("%s to ours and back: what differs has been told on the way", async (file, to, name) => {
  const converted = await convertFixture(file);
  const there = await exported(converted.text, to, worldOf(file).readText);
  const original = parseAgentDocument(textOf(file)).value;
  const returned = parseAgentDocument(there.files.find((each) => each.path === name)?.text ?? "").value;
  const untold = differences(original, returned).filter(
    (at) => !isTold(at, converted.losses) && !isToldThere(at, there.losses, converted),
  );
  expect(untold.map((at) => at.join("."))).toEqual([]);
});

/** A loss of the way back names a place in our file; where that comes from says which place of the original it is. */
function isToldThere(
  at: Path,
  losses: readonly Loss[],
  { origins }: { readonly origins: ReadonlyMap<string, { readonly file?: string; readonly path: Path }> },
): boolean {
  for (const [target, origin] of origins) {
    if (origin.file !== undefined || !origin.path.every((step, i) => step === at[i])) continue;
    if (isTold(JSON.parse(target) as Path, losses)) return true;
  }
  return false;
}
