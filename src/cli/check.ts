import { readdir } from "node:fs/promises";
import path from "node:path";
import { parseAgentDocument } from "../core/document/agentDocument.ts";
import type { Problem } from "../core/document/problem.ts";
import { diagnose } from "../core/language/diagnose.ts";
import { type Command, type Io, printJson, readArgs, UsageError } from "./command.ts";
import { isFolder, readBeside, readUserFile } from "./definitionFile.ts";

interface Checked {
  readonly file: string;
  readonly dialect: "native";
  readonly diagnostics: readonly Problem[];
}

const formats = ["text", "json", "sarif"] as const;
const definition = /\.agent\.ya?ml$/;
/** Folders that never hold definitions of the user's own. */
const skipped = new Set(["node_modules", ".git", ".flashback", "dist", "out"]);

export const check: Command = {
  name: "check",
  usage: "check [PATH…] [--format text|json|sarif]",
  summary: "every diagnostic of every definition under the paths",
  async run(args, io) {
    const { values, positionals } = readArgs(args, { format: { type: "string" }, json: { type: "boolean" } });
    const format = values.json ? "json" : (values.format ?? "text");
    if (!(formats as readonly string[]).includes(format)) {
      throw new UsageError(`--format is one of ${formats.join(", ")}, and not "${format}".`);
    }
    const files = await definitionsUnder(positionals.length === 0 ? ["."] : positionals, io);
    const checked: Checked[] = [];
    for (const file of files) checked.push(await checkFile(file, io));
    if (format === "json") printJson(io, { files: checked });
    else if (format === "sarif") printJson(io, sarif(checked));
    else printText(checked, io);
    return checked.some((c) => c.diagnostics.some(isFinding)) ? 1 : 0;
  },
};

/** Information and hints are advice; they do not fail a build. */
function isFinding(problem: Problem): boolean {
  return problem.severity === "error" || problem.severity === "warning";
}

async function checkFile(file: string, io: Io): Promise<Checked> {
  const absolute = path.resolve(io.cwd, file);
  const document = parseAgentDocument(await readUserFile(absolute, file));
  const context = { readText: readBeside(absolute, io), wallMs: Date.now(), fileName: file };
  return { file, dialect: "native", diagnostics: await diagnose(document, context) };
}

async function definitionsUnder(paths: readonly string[], io: Io): Promise<string[]> {
  const found: string[] = [];
  for (const given of paths) {
    if (await isFolder(path.resolve(io.cwd, given))) found.push(...(await walk(given, io)));
    else found.push(given);
  }
  return [...new Set(found.map((f) => f.replaceAll("\\", "/")))];
}

async function walk(folder: string, io: Io): Promise<string[]> {
  const entries = await readdir(path.resolve(io.cwd, folder), { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const found: string[] = [];
  for (const entry of entries) {
    const inside = path.join(folder, entry.name);
    if (entry.isDirectory() && !skipped.has(entry.name)) found.push(...(await walk(inside, io)));
    else if (entry.isFile() && definition.test(entry.name)) found.push(inside);
  }
  return found;
}

function printText(checked: readonly Checked[], io: Io): void {
  for (const { file, diagnostics } of checked) {
    for (const { range, severity, code, message } of diagnostics) {
      io.out(`${file}:${range.start.line + 1}:${range.start.character + 1}: ${severity} ${code}: ${message}\n`);
    }
  }
  const all = checked.flatMap((c) => c.diagnostics);
  const count = (severity: Problem["severity"]) => all.filter((p) => p.severity === severity).length;
  const counted = (n: number, what: string) => `${n} ${what}${n === 1 ? "" : "s"}`;
  io.out(
    `${counted(checked.length, "file")} checked: ${counted(count("error"), "error")}, ${counted(count("warning"), "warning")}.\n`,
  );
}

const levels = { error: "error", warning: "warning", information: "note", hint: "note" } as const;

function sarif(checked: readonly Checked[]) {
  const codes = [...new Set(checked.flatMap((c) => c.diagnostics.map((d) => d.code)))].sort();
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "flashback", rules: codes.map((id) => ({ id })) } },
        results: checked.flatMap(({ file, diagnostics }) =>
          diagnostics.map(({ code, severity, message, range }) => ({
            ruleId: code,
            level: levels[severity],
            message: { text: message },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: file },
                  region: {
                    startLine: range.start.line + 1,
                    startColumn: range.start.character + 1,
                    endLine: range.end.line + 1,
                    endColumn: range.end.character + 1,
                  },
                },
              },
            ],
          })),
        ),
      },
    ],
  };
}
