import { isObject, type Json } from "../../base/json.ts";
import { misfit } from "../../base/misfit.ts";
import { modelOf } from "../../tokens/prices.ts";
import { insertKey, removeKey } from "./edits.ts";
import type { AgentRule, FileRule, Finding, TestRule } from "./rule.ts";
import { parsed } from "./tests.ts";

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
