import { expect, test } from "vitest";
import type { TextEdit } from "vscode-languageserver-types";
import { parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import { diagnose } from "../../../src/core/language/diagnose.ts";
import { rename } from "../../../src/core/language/rename.ts";
import { renameColumns } from "../../../src/core/language/renameColumns.ts";
import { today } from "./atCursor.ts";
import { filesOf, folder } from "./files.ts";

/** The definitions after a rename that changed them, and the data files that are told. */
async function renamed(newName: string, texts: Record<string, string>, data: Record<string, string>) {
  const files = filesOf(texts);
  const plain = (uri: string) => texts[uri.slice(folder.length)]?.replace("‸", "") ?? "";
  const names = rename(files, files.position, newName);
  const columns = await renameColumns(files, files.position, newName, {
    document: (uri) => parseAgentDocument(plain(uri)),
    textOf: async (_, file) => data[file],
  });
  if ("refused" in names) return { refused: names.refused };
  if ("refused" in columns) return columns;
  const all = new Map<string, readonly TextEdit[]>(names);
  for (const [uri, edits] of columns.edits) all.set(uri, [...(all.get(uri) ?? []), ...edits]);
  return { ...files.edited(all), ...(columns.stay.length > 0 && { stay: columns.stay }) };
}

const head = "format: agent/v1\nname: a\nmodel: gemini-3.8-flash\ninputs: {q‸: string}\ninput: '{{q}}'\n";
const after = head.replace("q‸", "query").replace("{{q}}", "{{query}}");
const rows = { "data/rows.jsonl": '{"q": "hi", "expected": "b"}\n' };
const one = (text: string) => ({ "a.agent.yaml": head + text });

test("a column of a data file keeps its name, and the data set says which variable it is for", async () => {
  const tests = (name: string) =>
    `tests: [{name: u, dataset: f, assert: [{type: contains, value: '{{row.${name}}}'}]}]\n`;
  const found = await renamed("query", one(`datasets: {f: {file: data/rows.jsonl}}\n${tests("q")}`), rows);
  const text = `${after}datasets: {f: {file: data/rows.jsonl, columns: {q: query}}}\n${tests("query")}`;
  expect(found).toEqual({ "a.agent.yaml": text });
  const problems = await diagnose(parseAgentDocument(text), {
    wallMs: today,
    readText: async (file) => rows[file as keyof typeof rows],
  });
  expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
});

test("columns that are there get one more, in a block and in braces; what they say already holds", async () => {
  expect(
    await renamed(
      "query",
      one(
        `datasets:
  block:
    file: data/rows.jsonl # asked
    columns:
      Answer: answer
  braces:
    file: data/rows.jsonl
    columns: {Answer: answer}
  said:
    file: data/rows.jsonl
    columns: {q: other}
  another:
    file: data/rows.jsonl
    columns: {Question: q}
  none:
    file: data/rows.jsonl
`,
      ),
      rows,
    ),
  ).toEqual({
    "a.agent.yaml": `${after}datasets:
  block:
    file: data/rows.jsonl # asked
    columns:
      Answer: answer
      q: query
  braces:
    file: data/rows.jsonl
    columns: {Answer: answer, q: query}
  said:
    file: data/rows.jsonl
    columns: {q: other}
  another:
    file: data/rows.jsonl
    columns: {Question: query}
  none:
    file: data/rows.jsonl
    columns: {q: query}
`,
  });
});

test("in every kind of data file, also where only the tests' own file has the data set", async () => {
  const own = "format: agent-test/v1\nagent: a.agent.yaml\ndatasets:\n  d: {file: DATA}\ntests: [{dataset: d}]\n";
  const data = {
    "a.csv": '\uFEFF"q",expected\r\nhi,b\r\n',
    "a.json": '[{"q": "hi"}]',
    "a.yaml": "- q: hi\n",
    "b.csv": "expected\nq\n",
    "b.json": '[{"expected": "q: x"}]',
    "b.yaml": "- expected: {q: hi}\n",
    "b.jsonl": '{"expected": "q: x"}\n{"cut o',
  };
  for (const file of Object.keys(data)) {
    const test = own.replace("DATA", file);
    const found = await renamed("query", { ...one(""), "a.agent.test.yaml": test }, data);
    const mapped = test.replace(file, `${file}, columns: {q: query}`);
    expect(found, file).toEqual({
      "a.agent.yaml": after,
      ...(file.startsWith("a") && { "a.agent.test.yaml": mapped }),
    });
  }
});

test("the new name is another column of the file already", async () =>
  expect(await renamed("expected", one("datasets: {f: {file: data/rows.jsonl}}\n"), rows)).toEqual({
    refused: 'data/rows.jsonl has a column "expected" already.',
  }));
