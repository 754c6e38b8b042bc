import { expect, test } from "vitest";
import { readInput } from "../../../src/core/document/inputSchema.ts";
import { readInputs, secretTexts } from "../../../src/core/runs/inputs.ts";
import { answerOfMock } from "../../../src/core/runs/mock.ts";
import { setupOf } from "../../../src/core/runs/setup.ts";
import { agent } from "./world.ts";

test("an input may have a name that every object has", () => {
  const inputs = ["constructor", "__proto__"].map((name) => readInput(name, "string", ["inputs", name]));
  expect(readInputs(agent({ inputs }), {})).toMatchObject({ kind: "problem", details: ["constructor", "__proto__"] });
  const read = readInputs(agent({ inputs }), JSON.parse('{"constructor":"a","__proto__":"b"}'));
  expect(JSON.stringify(read)).toContain('{"constructor":"a","__proto__":"b"');
  expect(answerOfMock({ match: { constructor: "x" }, return: 1 }, {}, 0)).toEqual({ kind: "none" });
});

test("a secret that does not fit is not repeated in the complaint", () => {
  const inputs = [readInput("pin", { type: "integer", secret: true }, ["inputs", "pin"])];
  const read = readInputs(agent({ inputs }), { pin: "4711-oops" });
  expect(read).toMatchObject({ message: '"pin" must be an integer, not what was given.' });
});

test("secret inputs are known by every text in them, and by their default", () => {
  const inputs = [
    readInput("pin", { type: "integer", secret: true }, ["inputs", "pin"]),
    readInput("login", { type: "object", secret: true, default: { user: "ana", word: "sesame" } }, ["inputs", "login"]),
    readInput("open", { type: "string" }, ["inputs", "open"]),
  ];
  expect(secretTexts(agent({ inputs }), { pin: 4711, open: "door" })).toEqual(["4711", "ana", "sesame"]);
});

test("a run knows the line of its agent as people count it", () => {
  const client = { endpoint: { kind: "simulator" as const, url: "" }, simulated: true, async *stream() {} };
  const position = { line: 1, character: 6 };
  const named = agent({ nameRange: { start: position, end: position } });
  const more = { runId: "r", variant: "base", inputs: {}, file: "a.agent.yaml", definitionHash: "", client };
  expect(setupOf({ agent: named, ...more }).line).toBe(2);
});
