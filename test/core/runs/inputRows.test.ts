import { expect, test } from "vitest";
import { parseRows, rowSourcesOf } from "../../../src/core/runs/inputRows.ts";

test("a data set of JSON lines keeps its good rows and names the bad ones by line", () => {
  const { rows, problems } = parseRows('{"q":1}\n\n[1]\n{"q":\n{"q":2}\n', "rows.jsonl");
  expect(rows).toEqual([
    { id: "1", values: { q: 1 } },
    { id: "2", values: { q: 2 } },
  ]);
  expect(problems).toHaveLength(2);
  expect(problems[0]).toBe("line 3 is no object of names and values.");
  expect(problems[1]).toMatch(/^line 4 is no JSON: /);
});

test("a list in YAML or JSON is a data set too, anything else says what is read", () => {
  expect(parseRows("- {a: 1}\n- {a: 2}", "rows.yaml").rows).toHaveLength(2);
  expect(parseRows('[{"a":1}]', "rows.json").rows).toHaveLength(1);
  expect(parseRows("a: [", "rows.yaml").problems[0]).toMatch(/^rows\.yaml: /);
  expect(parseRows("a: 1", "rows.yaml").problems).toEqual(["rows.yaml: a list of rows is expected."]);
  expect(parseRows("x", "rows.txt").problems).toEqual([
    "rows.txt: rows are read from .jsonl, .csv, .json and .yaml files.",
  ]);
});

test("the tests of a definition and its data sets are rows to compare with", async () => {
  const value = {
    tests: [{ name: "a", vars: { x: 1 } }, { name: "a", vars: { x: 2 } }, { name: "no vars" }, 7],
    datasets: { inline: { rows: [{ x: 3 }] }, file: { file: "d.jsonl" }, gone: { file: "gone.jsonl" } },
  };
  const sources = await rowSourcesOf(value, async (path) => (path === "d.jsonl" ? '{"x":4}' : undefined));
  expect(sources).toEqual([
    {
      id: "tests",
      rows: [
        { id: "a", values: { x: 1 } },
        { id: "a (2)", values: { x: 2 } },
      ],
      problems: [],
    },
    { id: "inline", rows: [{ id: "1", values: { x: 3 } }], problems: [] },
    { id: "file", rows: [{ id: "1", values: { x: 4 } }], problems: [] },
    { id: "gone", rows: [], problems: ["gone.jsonl cannot be read."] },
  ]);
  expect(await rowSourcesOf("text", async () => undefined)).toEqual([]);
});
