import { parse } from "yaml";
import { isObject, type Json, type JsonObject } from "../base/json.ts";
import type { ReadText } from "../base/readText.ts";
import { csvRecords } from "./csv.ts";
import type { MatrixInput } from "./matrix.ts";
import { below, random } from "./random.ts";

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
 * Rows of a data file by its ending: `.jsonl` (one object a line), `.csv` (the first line names the columns), `.json` and
 * `.yaml` (a list of objects). A bad row is named by its line or place and left out; the others stay.
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
  if (/\.csv$/i.test(fileName)) return csvRows(text, fileName);
  if (!/\.(json|ya?ml)$/i.test(fileName)) {
    return { rows: [], problems: [`${fileName}: rows are read from .jsonl, .csv, .json and .yaml files.`] };
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
  const { rows, problems } = await everyRow(name, set, readText);
  const renamed = withNames(rows, set.columns);
  return { id: name, rows: sampleOf(renamed.rows, set), problems: [...problems, ...renamed.problems] };
}

async function everyRow(name: string, set: JsonObject, readText: ReadText): Promise<Omit<RowSource, "id">> {
  if (Array.isArray(set.rows)) {
    return rowsOf(set.rows.map((item: Json, i: number) => ({ where: `row ${i + 1}`, value: () => item })));
  }
  if (typeof set.file !== "string") return { rows: [], problems: [`${name} names neither file nor rows.`] };
  const text = await readText(set.file);
  if (text === undefined) return { rows: [], problems: [`${set.file} cannot be read.`] };
  return parseRows(text, set.file);
}

/** `columns` says which variable a column is; the others keep their names. */
function withNames(rows: readonly MatrixInput[], columns: Json | undefined): Omit<RowSource, "id"> {
  const names = Object.entries(isObject(columns) ? columns : {}).filter(([, variable]) => typeof variable === "string");
  if (names.length === 0 || rows.length === 0) return { rows, problems: [] };
  const variableOf = new Map(names as [string, string][]);
  const problems = [...variableOf.keys()]
    .filter((column) => rows.every(({ values }) => !Object.hasOwn(values, column)))
    .map((column) => `columns names "${column}", and no row has it.`);
  const renamed = rows.map(({ id, values }) => {
    const own = Object.entries(values);
    // What columns says comes last: a column that has the variable's name already gives way.
    const order = [
      ...own.filter(([column]) => !variableOf.has(column)),
      ...own.filter(([column]) => variableOf.has(column)),
    ];
    return {
      id,
      values: Object.fromEntries(order.map(([column, value]) => [variableOf.get(column) ?? column, value])),
    };
  });
  return { rows: renamed, problems };
}

/** So many rows, drawn by `seed`, in the order of the file and with the numbers they have there. The same every time. */
function sampleOf(rows: readonly MatrixInput[], { sample, seed }: JsonObject): readonly MatrixInput[] {
  if (typeof sample !== "number" || !(sample >= 1) || sample >= rows.length) return rows;
  const next = random(typeof seed === "number" ? seed : 0);
  const places = rows.map((_, i) => i);
  for (let i = 0; i < sample; i++) {
    const j = i + below(next, places.length - i);
    [places[i], places[j]] = [places[j] as number, places[i] as number];
  }
  const drawn = new Set(places.slice(0, Math.floor(sample)));
  return rows.filter((_, i) => drawn.has(i));
}

function csvRows(text: string, fileName: string): Omit<RowSource, "id"> {
  const [header, ...records] = csvRecords(text);
  if (!header) return { rows: [], problems: [`${fileName} is empty: its first line names the columns.`] };
  if ("problem" in header) return { rows: [], problems: [`${fileName}: line ${header.line} ${header.problem}.`] };
  const names = header.fields.map((name) => name.trim());
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (names.includes("")) return { rows: [], problems: [`${fileName}: a column has no name.`] };
  if (twice !== undefined) return { rows: [], problems: [`${fileName}: two columns are called "${twice}".`] };
  const rows: MatrixInput[] = [];
  const problems: string[] = [];
  for (const record of records) {
    if ("problem" in record) problems.push(`line ${record.line} ${record.problem}.`);
    else if (record.fields.length !== names.length) {
      problems.push(`line ${record.line} has ${record.fields.length} fields, and the first line ${names.length}.`);
    } else {
      const values = Object.fromEntries(names.map((name, i) => [name, record.fields[i] ?? ""]));
      rows.push({ id: String(rows.length + 1), values });
    }
  }
  return { rows, problems };
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
