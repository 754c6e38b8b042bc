import { parse } from "yaml";
import { isObject, type Json, type JsonObject } from "../base/json.ts";
import type { ReadText } from "../base/readText.ts";
import type { MatrixInput } from "./matrix.ts";

/** Where the rows of a comparison can come from. */
export interface RowSource {
  /** `tests`, or the data set's name. */
  readonly id: string;
  readonly rows: readonly MatrixInput[];
  /** Rows left out, and why; a sentence each. */
  readonly problems: readonly string[];
}

/** The rows that a definition itself offers: the `vars` of its tests, and its data sets. `value` is the document's plain data. */
export async function rowSourcesOf(value: Json, readText: ReadText): Promise<readonly RowSource[]> {
  if (!isObject(value)) return [];
  const sets = isObject(value.datasets) ? Object.entries(value.datasets) : [];
  const sources = [
    testRows(value.tests),
    ...(await Promise.all(sets.map(([name, set]) => dataset(name, set, readText)))),
  ];
  return sources.filter((source) => source.rows.length > 0 || source.problems.length > 0);
}

/**
 * Rows of a data file by its ending: `.jsonl` (one object a line), `.json` and `.yaml` (a list of objects). A bad row is
 * named by its line or place and left out; the others stay.
 */
export function parseRows(text: string, fileName: string): Omit<RowSource, "id"> {
  if (/\.jsonl$/i.test(fileName)) {
    const lines = text.split(/\r?\n/).map((line, i) => ({ where: `line ${i + 1}`, line }));
    return rowsOf(
      lines
        .filter(({ line }) => line.trim() !== "")
        .map(({ where, line }) => ({ where, value: () => JSON.parse(line) })),
    );
  }
  if (!/\.(json|ya?ml)$/i.test(fileName)) {
    return { rows: [], problems: [`${fileName}: rows are read from .jsonl, .json and .yaml files.`] };
  }
  let list: unknown;
  try {
    list = parse(text);
  } catch (error) {
    return { rows: [], problems: [`${fileName}: ${(error as Error).message.split("\n")[0]}`] };
  }
  if (!Array.isArray(list)) return { rows: [], problems: [`${fileName}: a list of rows is expected.`] };
  return rowsOf(list.map((item, i) => ({ where: `row ${i + 1}`, value: () => item as unknown })));
}

function testRows(tests: Json | undefined): RowSource {
  const list: readonly Json[] = Array.isArray(tests) ? tests : [];
  const withVars = list.flatMap((test) => (isObject(test) && isObject(test.vars) ? [{ test, vars: test.vars }] : []));
  const rows = withVars.map(({ test, vars }, i) => ({
    id: typeof test.name === "string" ? test.name : `test ${i + 1}`,
    values: vars,
  }));
  return { id: "tests", rows: distinct(rows), problems: [] };
}

async function dataset(name: string, set: Json | undefined, readText: ReadText): Promise<RowSource> {
  if (!isObject(set)) return { id: name, rows: [], problems: [] };
  if (Array.isArray(set.rows)) {
    return {
      id: name,
      ...rowsOf(set.rows.map((item: Json, i: number) => ({ where: `row ${i + 1}`, value: () => item }))),
    };
  }
  if (typeof set.file !== "string") return { id: name, rows: [], problems: [`${name} names neither file nor rows.`] };
  const text = await readText(set.file);
  if (text === undefined) return { id: name, rows: [], problems: [`${set.file} cannot be read.`] };
  return { id: name, ...parseRows(text, set.file) };
}

function rowsOf(items: readonly { where: string; value: () => unknown }[]): Omit<RowSource, "id"> {
  const rows: MatrixInput[] = [];
  const problems: string[] = [];
  for (const { where, value } of items) {
    try {
      const row = value();
      if (isObject(row)) rows.push({ id: String(rows.length + 1), values: row as JsonObject });
      else problems.push(`${where} is no object of names and values.`);
    } catch (error) {
      problems.push(`${where} is no JSON: ${(error as Error).message}`);
    }
  }
  return { rows, problems };
}

/** Two tests of one name would be one row of the table. */
function distinct(rows: readonly MatrixInput[]): readonly MatrixInput[] {
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const n = (seen.get(row.id) ?? 0) + 1;
    seen.set(row.id, n);
    return n === 1 ? row : { ...row, id: `${row.id} (${n})` };
  });
}
