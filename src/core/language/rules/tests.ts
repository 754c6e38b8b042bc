import { isObject, type Json, type JsonObject } from "../../base/json.ts";
import { misfit } from "../../base/misfit.ts";
import type { AgentDocument } from "../../document/agentDocument.ts";
import type { Path } from "../../document/definition.ts";
import { readInput } from "../../document/inputSchema.ts";
import { nearest } from "../../schema/nearest.ts";
import { insertKey } from "./edits.ts";
import type { Questions } from "./facts.ts";
import type { ListPart } from "./listPart.ts";
import { type AgentRule, type FileRule, type Finding, replace, type TestRule } from "./rule.ts";

/** Variables that only an agent of the team declares count as known, and are not asked of a test. */
function known(facts: Questions, name: string): boolean {
  return (
    facts.fileInput(name) !== undefined || facts.defaultInput(name) !== undefined || facts.anyInput(name) !== undefined
  );
}

/** Values of a row against the declarations, in words. `columns`: the row's names for them. */
function rowProblems(
  row: JsonObject,
  facts: Questions,
): readonly { readonly name: string; readonly message: string; readonly near?: string }[] {
  return Object.entries(row).flatMap(([name, value]) => {
    const declared = facts.fileInput(name);
    if (declared !== undefined) {
      const { schema } = readInput(name, declared, []);
      const text = value ?? null;
      if (typeof text === "string" && text.includes("{{")) return [];
      // A text is read as the type that is asked for, as from the command line.
      const read = typeof text === "string" && schema.type !== "string" ? parsed(text) : text;
      const wrong = misfit(read, schema, name);
      return wrong ? [{ name, message: `${wrong}.` }] : [];
    }
    if (known(facts, name) || (name === "input" && facts.file("input") === undefined)) return [];
    const near = nearest(name, facts.inputNames().split("\n").filter(Boolean));
    const message = `No variable "${name}" is declared under "inputs".${near ? ` Did you mean ${near}?` : ""}`;
    return [{ name, message, ...(near ? { near } : {}) }];
  });
}

export function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // A text, then.
    return text;
  }
}

/** The file's own variables that must be given. */
function required(facts: Questions): readonly string[] {
  const inputs = facts.file("inputs");
  if (!isObject(inputs)) return [];
  return Object.entries(inputs).flatMap(([name, declared]) =>
    isObject(declared) && declared.default !== undefined ? [] : [name],
  );
}

const valuesText = {
  id: "AG307",
  severity: "error",
} as const;

export const testValues: TestRule = {
  ...valuesText,
  scope: "test",
  check(test) {
    if (!test.facts.whole()) return [];
    const { vars } = test.body;
    if (vars !== undefined && !isObject(vars)) return [];
    const given = vars ?? {};
    const findings: Finding[] = [];
    for (const { name, message, near } of rowProblems(given, test.facts)) {
      const place = test.rangeAt("vars", name);
      const range = near || message.startsWith("No variable") ? place?.key : place?.value;
      if (range)
        findings.push({
          message,
          range,
          fix: near && given[near] === undefined && place?.key ? replace(place.key, near) : undefined,
        });
    }
    // Its rows bring the rest.
    if (test.body.dataset !== undefined) return findings;
    const missing = required(test.facts).filter((name) => !Object.hasOwn(given, name));
    const meant = new Set(findings.map(({ fix }) => fix?.edits[0]?.newText));
    const left = missing.filter((name) => !meant.has(name));
    const range = test.nameRange;
    if (left.length > 0 && range) {
      const names = left.map((name) => `"${name}"`).join(", ");
      const message = `This test gives no value for ${names}.`;
      findings.push({ message, range, fix: addValues(test, left) });
    }
    return findings;
  },
};

function addValues(test: ListPart, names: readonly string[]) {
  const title = `Add ${names.join(", ")}`;
  const entries = names.map((name) => `${name}: ${placeholder(test.facts.fileInput(name))}`);
  const vars = test.nodeAt("vars")?.node;
  if (vars?.kind === "map") return insertKey(test, ["vars"], entries.join(vars.flow ? ", " : "\n"), title);
  return insertKey(test, [], `vars: {${entries.join(", ")}}`, title);
}

/** A value of the declared type to begin with. */
function placeholder(declared: Json | undefined): string {
  const { schema } = readInput("", declared ?? null, []);
  if (Array.isArray(schema.enum)) return JSON.stringify(schema.enum[0]);
  switch (schema.type) {
    case "integer":
    case "number":
      return typeof schema.minimum === "number" ? String(schema.minimum) : "0";
    case "boolean":
      return "true";
    case "array":
      return isObject(schema.items) && schema.items.type === "string" ? '["text"]' : "[]";
    case "object":
      return "{}";
    default:
      return '"text"';
  }
}

export const dataValues: FileRule = {
  ...valuesText,
  scope: "file",
  check({ document, facts }) {
    const sets = facts.file("datasets");
    if (!isObject(sets) || !facts.whole()) return [];
    return Object.entries(sets).flatMap(([name, set]): readonly Finding[] => {
      if (!isObject(set) || set.columns !== undefined) return [];
      if (Array.isArray(set.rows)) return inlineRows(document, ["datasets", name, "rows"], set.rows, facts);
      const text = typeof set.file === "string" ? facts.text(set.file) : undefined;
      const range = document.rangeAt(["datasets", name, "file"])?.value;
      if (typeof text !== "string" || !range || typeof set.file !== "string") return [];
      // Names that a row has beyond the variables (an expected answer) are for assertions.
      const columns = columnsOf(text, set.file);
      const tested = givenByTests(document, name);
      const missing = columns && required(facts).filter((one) => !columns.has(one) && !tested.has(one));
      if (!missing || missing.length === 0) return [];
      const message = `The rows of ${set.file} have no ${missing.map((one) => `"${one}"`).join(", ")}, which must be given.`;
      return [{ message, range }];
    });
  },
};

function inlineRows(document: AgentDocument, path: Path, rows: readonly Json[], facts: Questions): readonly Finding[] {
  return rows.slice(0, 1000).flatMap((row, i) => {
    if (!isObject(row)) return [];
    return rowProblems(row, facts).flatMap(({ name, message }) => {
      // A name of its own may be there for the assertions.
      if (message.startsWith("No variable")) return [];
      const range = document.rangeAt([...path, i, name])?.value;
      return range ? [{ message, range }] : [];
    });
  });
}

/** What the tests that run over a data set give themselves. */
function givenByTests(document: AgentDocument, dataset: string): ReadonlySet<string> {
  const tests = isObject(document.value) && Array.isArray(document.value.tests) ? document.value.tests : [];
  const all = tests.filter((test): test is JsonObject => isObject(test) && test.dataset === dataset);
  return new Set(all.flatMap((test) => (isObject(test.vars) ? Object.keys(test.vars) : [])));
}

/** The names that the first rows of a data file have. */
function columnsOf(text: string, file: string): ReadonlySet<string> | undefined {
  const lines = text.split(/\r?\n/, 50).filter((line) => line.trim() !== "");
  if (/\.csv$/i.test(file)) {
    const head = lines[0]?.replace(/^\uFEFF/, "");
    return head === undefined
      ? undefined
      : new Set(head.split(",").map((name) => name.trim().replace(/^"(.*)"$/, "$1")));
  }
  if (!/\.jsonl$/i.test(file)) return undefined;
  const columns = new Set<string>();
  // The last line may have been cut off.
  for (const line of lines.slice(0, 20)) {
    const row = parsed(line);
    if (!isObject(row)) return undefined;
    const values = isObject(row.vars) ? row.vars : row;
    for (const name of Object.keys(values)) columns.add(name);
  }
  return columns.size === 0 ? undefined : columns;
}

export const soundDefault: AgentRule = {
  id: "AG308",
  scope: "agent",
  severity: "warning",
  check(agent) {
    const { inputs } = agent.body;
    if (!isObject(inputs)) return [];
    return Object.entries(inputs).flatMap(([name, declared]): Finding[] => {
      if (!isObject(declared) || declared.default === undefined || declared.default === null) return [];
      const { schema } = readInput(name, declared, []);
      const wrong = misfit(declared.default, schema, name);
      const range = wrong ? agent.rangeAt("inputs", name, "default")?.value : undefined;
      if (!range) return [];
      const words = Array.isArray(schema.enum) ? schema.enum.map(String) : [];
      const near = nearest(String(declared.default), words) ?? (words.length > 0 ? words[0] : undefined);
      return [{ message: `The default does not fit: ${wrong}.`, range, fix: near ? replace(range, near) : undefined }];
    });
  },
};

export const mocks: AgentRule = {
  id: "AG412",
  scope: "agent",
  severity: "error",
  check(agent) {
    if (!Array.isArray(agent.body.tools)) return [];
    const tests = agent.facts.file("tests");
    const tested = Array.isArray(tests) && tests.length > 0;
    return (agent.body.tools as readonly Json[]).flatMap((tool, i): Finding[] => {
      if (!isObject(tool) || tool.type !== "function" || typeof tool.name !== "string") return [];
      const name = agent.rangeAt("tools", i, "name")?.value;
      if (tool.mock === undefined) {
        if (!tested || tool.run !== undefined || !name) return [];
        const message = `${tool.name} has neither "run" nor "mock": a test that calls it cannot go on.`;
        return [{ message, range: name, fix: insertKey(agent, ["tools", i], "mock: {ok: true}") }];
      }
      if (!isObject(tool.response) || Array.isArray(tool.mock)) return [];
      const wrong = misfit(tool.mock, tool.response, "mock");
      const range = wrong ? agent.rangeAt("tools", i, "mock")?.value : undefined;
      return range ? [{ message: `The mock does not fit "response": ${wrong}.`, range }] : [];
    });
  },
};
