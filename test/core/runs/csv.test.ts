import fc from "fast-check";
import { expect, test } from "vitest";
import { csvRecords } from "../../../src/core/runs/csv.ts";
import { parseRows, rowSourcesOf } from "../../../src/core/runs/inputRows.ts";

test("fields, quotes, doubled quotes, lines within quotes, and a byte order mark", () => {
  const text = '\uFEFFname,question\r\nAda,"Hello, you"\r\n\r\nBo,"He said ""no"".\nTwice."\r\n';
  expect(csvRecords(text)).toEqual([
    { line: 1, fields: ["name", "question"] },
    { line: 2, fields: ["Ada", "Hello, you"] },
    { line: 4, fields: ["Bo", 'He said "no".\nTwice.'] },
  ]);
  expect(csvRecords("a,b\n1,")).toEqual([
    { line: 1, fields: ["a", "b"] },
    { line: 2, fields: ["1", ""] },
  ]);
  expect(csvRecords("")).toEqual([]);
});

test("semicolons and tabs, as spreadsheets write them", () => {
  expect(csvRecords('a;"b, c"\n1,5;2')).toMatchObject([{ fields: ["a", "b, c"] }, { fields: ["1,5", "2"] }]);
  expect(csvRecords("a\tb\n1\t2")).toMatchObject([{ fields: ["a", "b"] }, { fields: ["1", "2"] }]);
});

test("a bad line is named and the others stay", () => {
  const { rows, problems } = parseRows(
    'q,n\nok,1\nbad "one",2\n"x"y,3\na,b,c\n"with\nlines",4\nlast,5\n"open,6\nrest,7',
    "rows.csv",
  );
  expect(rows).toEqual([
    { id: "1", values: { q: "ok", n: "1" } },
    { id: "2", values: { q: "with\nlines", n: "4" } },
    { id: "3", values: { q: "last", n: "5" } },
  ]);
  expect(problems).toEqual([
    "line 3 has a quote in a field that does not begin with one.",
    "line 4 goes on behind the quote that ends a field.",
    "line 5 has 3 fields, and the first line 2.",
    "line 9 begins a quote that never ends.",
  ]);
  expect(parseRows("", "rows.csv").problems).toEqual(["rows.csv is empty: its first line names the columns."]);
  expect(parseRows("a,\n1,2", "rows.csv").problems).toEqual(["rows.csv: a column has no name."]);
  expect(parseRows("a,a\n1,2", "rows.csv").problems).toEqual(['rows.csv: two columns are called "a".']);
  expect(parseRows('a,"b\n1', "rows.csv").problems).toEqual(["rows.csv: line 1 begins a quote that never ends."]);
});

test("what is written by the rules is read back as it was", () => {
  const field = fc.string({ unit: fc.constantFrom("a", ",", '"', "\n", "\r", ";", " ", "ü") });
  const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;
  fc.assert(
    fc.property(fc.array(fc.array(field, { minLength: 3, maxLength: 3 }), { minLength: 1 }), (table) => {
      const text = `"h,","i","j"\r\n${table.map((row) => row.map(quoted).join(",")).join("\r\n")}\r\n`;
      expect(csvRecords(text).map((record) => "fields" in record && record.fields)).toEqual([
        ["h,", "i", "j"],
        ...table,
      ]);
    }),
  );
});

test("columns gives columns the names of variables; one that no row has is told", async () => {
  const rows = [
    { Question: "Where?", message: "old", plan: "pro" },
    { Question: "When?", plan: "free" },
  ];
  const value = { datasets: { set: { rows, columns: { Question: "message", Gone: "topic" } } } };
  const [source] = await rowSourcesOf(value, async () => undefined);
  expect(source?.rows.map((row) => row.values)).toEqual([
    { message: "Where?", plan: "pro" },
    { message: "When?", plan: "free" },
  ]);
  expect(source?.problems).toEqual(['columns names "Gone", and no row has it.']);
});

test("a sample is drawn by its seed: the same rows every time, in the file's order, with their numbers", async () => {
  const file = `n\n${Array.from({ length: 100 }, (_, i) => i + 1).join("\n")}\n`;
  const drawn = async (set: { sample?: number; seed?: number }) => {
    const sources = await rowSourcesOf({ datasets: { set: { file: "n.csv", ...set } } }, async () => file);
    return sources[0]?.rows ?? [];
  };
  const seven = await drawn({ sample: 10, seed: 7 });
  expect(seven).toHaveLength(10);
  expect(seven.every(({ id, values }) => values.n === id)).toBe(true);
  expect(seven.map(({ id }) => Number(id))).toEqual(seven.map(({ id }) => Number(id)).sort((a, b) => a - b));
  expect(await drawn({ sample: 10, seed: 7 })).toEqual(seven);
  expect(await drawn({ sample: 10, seed: 8 })).not.toEqual(seven);
  expect(await drawn({ sample: 10 })).toEqual(await drawn({ sample: 10 }));
  expect(await drawn({ sample: 500 })).toHaveLength(100);
  // Each row about equally often.
  const counts = new Map<string, number>();
  for (let seed = 0; seed < 400; seed++)
    for (const { id } of await drawn({ sample: 10, seed })) counts.set(id, (counts.get(id) ?? 0) + 1);
  expect(Math.min(...counts.values())).toBeGreaterThan(18);
  expect(Math.max(...counts.values())).toBeLessThan(66);
});
