import { readdir } from "node:fs/promises";
import path from "node:path";
import type { ReadText } from "../core/base/readText.ts";
import { type AgentDocument, parseAgentDocument } from "../core/document/agentDocument.ts";
import { flatten, readingDocuments } from "../core/document/extend.ts";
import type { Problem } from "../core/document/problem.ts";
import { agentsOf } from "../core/document/readDefinition.ts";
import { resolveAgent } from "../core/document/resolve.ts";
import { checkForeign } from "../core/foreign/checkForeign.ts";
import { readAround } from "../core/foreign/readAround.ts";
import { type Dialect, recognise } from "../core/foreign/recognise.ts";
import { diagnose } from "../core/language/diagnose.ts";
import { ruleIds } from "../core/language/rules/index.ts";
import { ruleOf } from "../core/language/rules/laterRules.ts";
import { rulePage, textOf } from "../core/language/rules/page.ts";
import { fileKindOf } from "../core/schema/fileKind.ts";
import { nearest } from "../core/schema/nearest.ts";
import { estimateAgents } from "../core/tokens/estimate.ts";
import type { OwnPrices } from "../core/tokens/prices.ts";
import { type OpenCounter, openTokenCounter } from "../tokenizer/open.ts";
import { type Command, type ExitCode, type Io, printJson, readArgs, UsageError } from "./command.ts";
import { readBeside } from "./definitionFile.ts";
import { ownPrices, pricesOption } from "./ownPrices.ts";
import { isFolder, readUserFile } from "./userFile.ts";

interface Checked {
  readonly file: string;
  readonly dialect: Dialect;
  readonly diagnostics: readonly Problem[];
}

const formats = ["text", "json", "sarif"] as const;
/** Definitions, their tests, shared tools. What is only called so is passed over. */
const definition = /\.(?:agent|agent\.test|tool)\.ya?ml$/;
/** Folders that never hold definitions of the user's own. */
const skipped = new Set(["node_modules", ".git", ".flashback", "dist", "out"]);

export const check: Command = {
  name: "check",
  usage: "check [PATH…] [--format text|json|sarif] [--explain RULE] [--prices FILE]",
  summary: "every diagnostic of every definition, shared tool and file of tests under the paths",
  async run(args, io) {
    const { values, positionals } = readArgs(args, {
      format: { type: "string" },
      json: { type: "boolean" },
      explain: { type: "string" },
      ...pricesOption,
    });
    if (values.explain !== undefined) return explain(values.explain, io);
    const format = values.json ? "json" : (values.format ?? "text");
    if (!(formats as readonly string[]).includes(format)) {
      throw new UsageError(`--format is one of ${formats.join(", ")}, and not "${format}".`);
    }
    const files = await definitionsUnder(positionals.length === 0 ? ["."] : positionals, io);
    const checked: Checked[] = [];
    const prices = await ownPrices(values.prices, io.cwd, io);
    let counter: OpenCounter | undefined;
    const count = () => {
      counter ??= openTokenCounter({ folder: io.dist, where: "here" });
      return counter;
    };
    try {
      for (const file of files) checked.push(await checkFile(file, io, { count, prices }));
    } finally {
      await counter?.[Symbol.asyncDispose]();
    }
    if (format === "json") printJson(io, { files: checked });
    else if (format === "sarif") printJson(io, sarif(checked));
    else printText(checked, io);
    return checked.some((c) => c.diagnostics.some(isFinding)) ? 1 : 0;
  },
};

/** Prints the page of a rule. */
function explain(id: string, io: Io): ExitCode {
  const wanted = id.toUpperCase();
  const page = rulePage(wanted);
  if (page === undefined) {
    const near = nearest(wanted, ruleIds());
    const known = `There are ${ruleIds()[0]} to ${ruleIds().at(-1)}.`;
    throw new UsageError(`There is no rule "${id}". ${near ? `Did you mean ${near}?` : known}`);
  }
  io.out(page);
  return 0;
}

/** Information and hints are advice; they do not fail a build. */
function isFinding(problem: Problem): boolean {
  return problem.severity === "error" || problem.severity === "warning";
}

interface Counting {
  /** Opened for the first file whose rules need it. */
  readonly count: () => OpenCounter;
  readonly prices: OwnPrices;
}

async function checkFile(file: string, io: Io, { count, prices }: Counting): Promise<Checked> {
  const absolute = path.resolve(io.cwd, file);
  const text = await readUserFile(absolute, file);
  const document = parseAgentDocument(text);
  const readText = readBeside(absolute, io);
  const wallMs = Date.now();
  const dialect = recognise(file, text);
  if (dialect && dialect !== "native") {
    const files = await readAround(document, dialect, readText);
    const name = path.basename(absolute);
    return { file, dialect, diagnostics: checkForeign(document, dialect, { wallMs, files, name, form: true }) };
  }
  const estimates = await estimatesOf(document, file, { readText, wallMs, count, prices });
  const context = { readText, wallMs, fileName: file, estimates };
  return { file, dialect: "native", diagnostics: await diagnose(document, context) };
}

/** A budget can be too small, and a long text too long. To count the others would only take time. */
async function estimatesOf(
  document: AgentDocument,
  file: string,
  { readText, wallMs, count, prices }: Counting & { readonly readText: ReadText; readonly wallMs: number },
) {
  // A tool or a file of tests calls nobody.
  if (fileKindOf(document, file) !== "agent") return [];
  const flat = await flatten(document, readingDocuments(readText));
  const agents = await Promise.all(agentsOf(flat).map((agent) => resolveAgent(agent, readText)));
  const written = [document, ...flat.parents.map((parent) => parent.document)].map(({ text }) => text);
  const prompts = agents.flatMap(({ systemInstruction, input, messages }) =>
    [systemInstruction, input, ...messages.map((message) => message.parts)].flat().map((part) => part.text),
  );
  const counted = written.some((text) => /\bmax_(?:cost_usd|(?:total|input|output)_tokens)\b|\bcontext:/.test(text));
  // Long enough to be too long, or with a variable before text that a cache would take.
  const isLong = [...written, ...prompts].some((text) => text.length > (text.includes("{{") ? 10_000 : 100_000));
  return counted || isLong ? estimateAgents(agents, { counter: count(), wallMs, prices }) : [];
}

export async function definitionsUnder(paths: readonly string[], io: Io): Promise<string[]> {
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

function sarifRule(id: string) {
  const rule = ruleOf(id);
  if (!rule) return { id };
  const level = levels[rule.severity];
  return {
    id,
    shortDescription: { text: textOf(rule).title },
    fullDescription: { text: textOf(rule).why },
    defaultConfiguration: { level },
  };
}

function sarif(checked: readonly Checked[]) {
  const codes = [...new Set(checked.flatMap((c) => c.diagnostics.map((d) => d.code)))].sort();
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "flashback", rules: codes.map(sarifRule) } },
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
