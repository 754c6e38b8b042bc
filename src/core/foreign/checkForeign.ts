import type { Range } from "vscode-languageserver-types";
import { isObject, type Json } from "../base/json.ts";
import type { AgentDocument } from "../document/agentDocument.ts";
import { joinPath, refusal } from "../document/paths.ts";
import { mostProblems, type Problem } from "../document/problem.ts";
import type { FileTexts } from "../language/fileReferences.ts";
import { bareRange, entryAt, itemsOf, type PlacedEntry, textAt } from "../language/parts.ts";
import { Facts } from "../language/rules/facts.ts";
import { checkName } from "../language/rules/models.ts";
import type { FileRule } from "../language/rules/rule.ts";
import { plainSecret } from "../language/rules/safety.ts";
import { readElsewhere } from "../language/rules/yaml11.ts";
import { nearest } from "../schema/nearest.ts";
import { checkAdk } from "./checkAdk.ts";
import { checkSchemas } from "./checkSchemas.ts";
import { foreignFiles } from "./foreignFiles.ts";
import { foreignPrompts } from "./foreignPrompts.ts";
import { dialectNames, type ForeignDialect } from "./recognise.ts";
import { checkShape } from "./shape.ts";
import { adkShape, shapes } from "./shapes.ts";

export interface ForeignContext {
  readonly wallMs: number;
  /** By the path from the file. A file that is not in it has not been looked for. */
  readonly files: FileTexts;
  /** The file's own name, without folders. */
  readonly name: string;
  /**
   * Whether mistakes of YAML itself are said too (AG101, AG102, AG113). Where another extension checks YAML they would
   * stand there twice.
   */
  readonly form: boolean;
}

const formCodes = new Set(["AG101", "AG102", "AG113"]);
/** The others are outlined and converted, and not checked. */
export const checkedDialects: ReadonlySet<ForeignDialect> = new Set(["adk", "gemini", "github-prompt", "promptfoo"]);

/** What is wrong in a file of another language, in the order of its text. */
export function checkForeign(
  document: AgentDocument,
  dialect: ForeignDialect,
  context: ForeignContext,
): readonly Problem[] {
  if (!checkedDialects.has(dialect)) return [];
  const broken = document.problems.some(({ code }) => formCodes.has(code));
  const found: Problem[] = document.problems.filter(({ code }) => context.form || !formCodes.has(code));
  const shape = dialect === "adk" ? adkShape(textOf(document.value, "agent_class")) : shapes[dialect];
  if (shape) {
    const wrong = checkShape(document, shape, dialectNames[dialect]);
    // While a part of the file cannot be read, nothing is said to be missing.
    found.push(...(broken || document.root === undefined ? wrong.filter(({ code }) => code !== "AG110") : wrong));
  }
  found.push(
    ...cutPrompts(document, dialect),
    ...missingFiles(document, dialect, context),
    ...models(document, dialect, context),
  );
  found.push(...checkSchemas(document, dialect));
  found.push(...ofRule(plainSecret, document, context).map(withoutSecrets));
  // The others are read by tools that know YAML 1.2.
  if (dialect === "adk") found.push(...checkAdk(document, context), ...ofRule(readElsewhere, document, context));
  found.sort((a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character);
  return found.slice(0, mostProblems);
}

/** What one of our own rules for whole files says. */
function ofRule(rule: FileRule, document: AgentDocument, { wallMs, files }: ForeignContext): Problem[] {
  return rule
    .check({ document, facts: new Facts(document, wallMs, files), wallMs })
    .map(({ severity = rule.severity, message, range, fix }) => ({
      code: rule.id,
      severity,
      message,
      range,
      ...(fix && { fix }),
    }));
}

/** Only our own language declares secrets. */
function withoutSecrets(problem: Problem): Problem {
  return { ...problem, message: problem.message.replace(/ Declare a secret.*$/, " Take it from the environment.") };
}

/** AG104: as with our own prompts. */
function cutPrompts(document: AgentDocument, dialect: ForeignDialect): Problem[] {
  return foreignPrompts(document, dialect).flatMap(({ node, base }): Problem[] => {
    if (node.style !== "plain" || node.span.line !== node.span.endLine) return [];
    const line = base + node.span.line;
    const written = document.source.line(line);
    if (!/^\s+#/.test(written.slice(node.span.endColumn)) || /[.!?:]$/.test(String(node.value))) return [];
    const text = written.slice(node.span.column).trimEnd();
    const end = { line, character: written.trimEnd().length };
    const whole = { start: { line, character: node.span.column }, end };
    return [
      {
        code: "AG104",
        severity: "warning",
        message:
          'The text ends before " #": what follows is a comment. Put the text in quotes if it belongs to the prompt.',
        range: { start: { line, character: node.span.endColumn }, end },
        ...(!/["\\]/.test(text) && {
          fix: { title: "Put it all in quotes", edits: [{ range: whole, newText: `"${text}"` }] },
        }),
      },
    ];
  });
}

/** AG201 and AG202, with the nearest of the files that are there. */
function missingFiles(document: AgentDocument, dialect: ForeignDialect, { files }: ForeignContext): Problem[] {
  return foreignFiles(document, dialect).flatMap(({ file, range, by }): Problem[] => {
    if (by === "config_path" || dialect !== "promptfoo") {
      const refused = refusal(file);
      if (refused) return [{ code: "AG202", severity: "error", message: refused, range }];
    } else if (refusal(file)) return [];
    const path = joinPath("", file);
    if (!files.has(path) || files.get(path) !== undefined) return [];
    const there = [...files].flatMap(([name, text]) => (text === undefined ? [] : [name]));
    const near = nearest(file, there);
    const meant = near ? ` Did you mean ${near}?` : "";
    const message = `The file ${file} was not found. Paths are relative to this file.${meant}`;
    const fix = near && { title: `Change to ${near}`, edits: [{ range, newText: near }] };
    return [{ code: "AG201", severity: "error", message, range, ...(fix && { fix }) }];
  });
}

/** AG501, AG503, AG506 as far as they hold in other languages. */
function models(document: AgentDocument, dialect: ForeignDialect, { wallMs }: ForeignContext): Problem[] {
  const { root } = document;
  const check = (id: string, range: Range): Problem[] =>
    checkName(id, range, wallMs, ["model"]).map(({ severity = "warning", message, range, fix }) => ({
      code: "AG501",
      severity,
      message,
      range,
      ...(fix && { fix }),
    }));
  const named = (entry: PlacedEntry | undefined): Problem[] => {
    const at = textAt(document, entry);
    return at ? check(at.text, bareRange(at.node, at.base)) : [];
  };
  switch (dialect) {
    case "adk": {
      const at = textAt(document, entryAt(document, root, "model"));
      // Other names are those of Python: LiteLLM's `openai/gpt-5`, a path in Vertex.
      return at && /^gemini-/.test(at.text) ? named(entryAt(document, root, "model")) : [];
    }
    case "gemini":
      return [
        ...named(entryAt(document, root, "base_agent")),
        ...named(entryAt(document, entryAt(document, root, "agent_config"), "model")),
      ];
    case "github-prompt": {
      const at = textAt(document, entryAt(document, root, "model"));
      if (!at) return [];
      const range = bareRange(at.node, at.base);
      const message =
        "GitHub Models was retired on 2026-07-30: this prompt no longer runs there. Convert it to an Agent Definition to keep it.";
      return [{ code: "AG501", severity: "information", message, range }];
    }
    case "promptfoo":
      return itemsOf(document, entryAt(document, root, "providers")).flatMap((item) => {
        const at = textAt(document, item.node.kind === "map" ? entryAt(document, item, "id") : item);
        const match = at && /^(?:google|vertex|palm):(?:live:)?(gemini-[\w.-]+)$/.exec(at.text);
        if (!at || !match?.[1]) return [];
        const whole = bareRange(at.node, at.base);
        const start = { line: whole.start.line, character: whole.start.character + at.text.length - match[1].length };
        return check(match[1], { start, end: whole.end });
      });
    default:
      return [];
  }
}

function textOf(value: Json, key: string): string | undefined {
  const found = isObject(value) ? value[key] : undefined;
  return typeof found === "string" ? found : undefined;
}
