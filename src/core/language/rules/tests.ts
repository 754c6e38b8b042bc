import { isObject, type Json, type JsonObject } from "../../base/json.ts";
import { misfit } from "../../base/misfit.ts";
import type { AgentDocument } from "../../document/agentDocument.ts";
import type { Path } from "../../document/definition.ts";
import { readInput } from "../../document/inputSchema.ts";
import { nearest } from "../../schema/nearest.ts";
import { modelOf } from "../../tokens/prices.ts";
import { insertKey, removeKey } from "./edits.ts";
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

function parsed(text: string): Json {
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

export const exampleForm: AgentRule = {
  id: "AG805",
  scope: "agent",
  severity: "warning",
  check(agent) {
    const format = agent.setting("response_format");
    if (!Array.isArray(agent.body.examples) || !isObject(format) || format.mime_type !== "application/json") return [];
    const schema = format.schema;
    if (!isObject(schema) || schema.file !== undefined) return [];
    return (agent.body.examples as readonly Json[]).flatMap((example, i): Finding[] => {
      if (!isObject(example) || example.output === undefined) return [];
      const { output } = example;
      if (typeof output === "string" && output.includes("{{")) return [];
      const read = typeof output === "string" ? parsed(output) : output;
      const text = schema.type === "string" && typeof output === "string";
      const wrong = misfit(text && typeof read !== "string" ? output : read, schema, "output");
      const range = wrong ? agent.rangeAt("examples", i, "output")?.value : undefined;
      return range ? [{ message: `This answer breaks "response_format": ${wrong}.`, range }] : [];
    });
  },
};

export const emptyAssertion: TestRule = {
  id: "AG802",
  scope: "test",
  severity: "warning",
  check(test) {
    const { assert, threshold } = test.body;
    const findings: Finding[] = [];
    const over =
      typeof threshold === "number" && (threshold > 1 || threshold < 0) ? test.rangeAt("threshold")?.value : undefined;
    if (over) findings.push({ message: "The threshold is a share of the runs, between 0 and 1.", range: over });
    if (!Array.isArray(assert)) return findings;
    for (const [i, one] of (assert as readonly Json[]).entries()) {
      if (!isObject(one) || typeof one.type !== "string") continue;
      const not = one.type.startsWith("not-");
      const type = not ? one.type.slice(4) : one.type;
      const say = (key: string, message: string) => {
        const range = test.rangeAt("assert", i, key)?.value;
        if (range) findings.push({ message, range });
      };
      const outcome = not ? "never passes" : "never fails";
      const { value } = one;
      if (/^(?:i?contains(?:-all|-any)?|starts-with)$/.test(type)) {
        if (value === "" || (Array.isArray(value) && value.some((word) => word === ""))) {
          say("value", `Every answer has an empty text in it: this ${outcome}.`);
        } else if (Array.isArray(value) && value.length === 0) say("value", `Nothing is looked for: this ${outcome}.`);
      }
      if (type === "regex" && typeof value === "string" && /^\^?(?:\.\*|\(\?s\)\.\*|\[\\s\\S\]\*)?\$?$/.test(value)) {
        say("value", `This pattern fits every text: it ${outcome}.`);
      }
      if (type === "regex" && typeof value === "string" && !isPattern(value)) {
        say("value", "This is no regular expression: it fits nothing.");
      }
      if ((type === "cost" || type === "latency" || type === "tokens") && one.threshold === 0 && !not) {
        say("threshold", `A threshold of 0 is missed by every run: this never passes.`);
      }
    }
    return findings;
  },
};

function isPattern(source: string): boolean {
  try {
    new RegExp(source, "u");
    return true;
  } catch {
    try {
      new RegExp(source);
      return true;
    } catch {
      return false;
    }
  }
}

export const singleRun: TestRule = {
  id: "AG803",
  scope: "test",
  severity: "hint",
  check(test) {
    const { assert, repeat, dataset } = test.body;
    if (!Array.isArray(assert) || repeat !== undefined || dataset !== undefined) return [];
    const judged = (assert as readonly Json[]).findIndex((one) => isObject(one) && one.type === "llm-rubric");
    const range = judged < 0 ? undefined : test.rangeAt("assert", judged, "type")?.value;
    const message = "One judged run decides about this test. Repeat it, and take the majority.";
    return range ? [{ message, range, fix: insertKey(test, [], "repeat: 3") }] : [];
  },
};

export const leftOut: TestRule = {
  id: "AG810",
  scope: "test",
  severity: "warning",
  check: (test) =>
    ["only", "skip"].flatMap((key): Finding[] => {
      const range = test.body[key] === true ? test.rangeAt(key)?.key : undefined;
      const message = key === "only" ? '"only" leaves all other tests out.' : "This test is left out.";
      return range ? [{ message, range, fix: removeKey(test, [key]) }] : [];
    }),
};

export const selfPraise: FileRule = {
  id: "AG807",
  scope: "file",
  severity: "warning",
  check({ document, facts }) {
    const judge = facts.file("judge");
    const own = facts.file("model");
    const model = isObject(own) ? own.id : (own ?? facts.defaults("model"));
    if (!isObject(judge) || typeof judge.model !== "string" || typeof model !== "string") return [];
    const same = judge.model === model || (modelOf(model) !== undefined && modelOf(model) === modelOf(judge.model));
    const range = same ? document.rangeAt(["judge", "model"])?.value : undefined;
    return range ? [{ message: `${judge.model} would judge its own answers.`, range }] : [];
  },
};

export const taughtToTest: FileRule = {
  id: "AG806",
  scope: "file",
  severity: "warning",
  check({ document, facts }) {
    const examples = facts.file("examples");
    const tests = facts.file("tests");
    if (!Array.isArray(examples) || !Array.isArray(tests)) return [];
    const shown = new Set(
      examples.flatMap((one) => (isObject(one) && typeof one.input === "string" ? [one.input.trim()] : [])),
    );
    return (tests as readonly Json[]).flatMap((test, i) =>
      Object.entries(isObject(test) && isObject(test.vars) ? test.vars : {}).flatMap(([name, value]): Finding[] => {
        if (typeof value !== "string" || value.length < 8 || !shown.has(value.trim())) return [];
        const range = document.rangeAt(["tests", i, "vars", name])?.value;
        return range ? [{ message: "This very text is an example of the prompt, with its answer.", range }] : [];
      }),
    );
  },
};

export const untested: FileRule = {
  id: "AG801",
  scope: "file",
  severity: "hint",
  check({ document, facts }) {
    // What has no version is still being tried out.
    const settled = facts.file("version") !== undefined;
    if (!settled || facts.file("tests") !== undefined || facts.file("extends") !== undefined) return [];
    const range = document.rangeAt(["name"])?.value;
    return range ? [{ message: "There is no test yet.", range }] : [];
  },
};
