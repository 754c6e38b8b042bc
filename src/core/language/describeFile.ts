import type { Position, Range } from "vscode-languageserver-types";
import { isObject } from "../base/json.ts";
import { type AgentDocument, parseAgentDocument } from "../document/agentDocument.ts";
import { partialsOf } from "../document/partialsOf.ts";
import type { Schema } from "../schema/schema.ts";
import { schemaAt } from "../schema/schemaAt.ts";
import { rootSchemaOf } from "./completionItems.ts";
import { bareRange } from "./parts.ts";
import { promptAt, templateOf } from "./prompts.ts";
import { isAgentFile } from "./team.ts";

const mostLines = 12;

/** The file that is named at a position. */
export function fileAt(document: AgentDocument, position: Position): { file: string; range: Range } | undefined {
  const prompt = promptAt(document, position);
  if (prompt) {
    const { offset, text } = prompt;
    const partial = partialsOf(templateOf(document, prompt.prompt).nodes).find(
      ({ pathStart, path }) => pathStart <= offset && offset <= pathStart + path.length,
    );
    if (partial) {
      const { path, pathStart } = partial;
      return { file: path, range: text.rangeAt(pathStart, pathStart + path.length) };
    }
  }
  const at = document.pathAt(position);
  const node = at?.placed.node;
  if (at?.part !== "value" || node?.kind !== "scalar" || typeof node.value !== "string") return undefined;
  const schema = schemaAt(rootSchemaOf(document), at.path, document)?.schema;
  if (!schema || !namesFile(schema, node.value)) return undefined;
  return { file: node.value, range: bareRange(node, at.placed.base) };
}

function namesFile(schema: Schema, value: string): boolean {
  if (schema.kind === "either") return schema.options.some((option) => namesFile(option, value));
  if (schema.kind !== "text") return false;
  return schema.file === true || (schema.refers === "agent" && isAgentFile(value));
}

/** A file that a definition names: what it is, and how it begins. */
export function describeFile(file: string, text: string | undefined): string {
  if (text === undefined) return `**${file}** · not found`;
  const lines = text.replace(/\r?\n$/, "").split(/\r?\n/);
  const size = `${lines.length} ${lines.length === 1 ? "line" : "lines"}`;
  const about = /\.ya?ml$/.test(file) ? aboutDefinition(file, text) : undefined;
  const shown = lines.slice(0, mostLines).map((line) => (line.length > 100 ? `${line.slice(0, 99)}…` : line));
  const fence = "`".repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  const kind = /\.ya?ml$/.test(file) ? "yaml" : /\.jsonl?$/.test(file) ? "json" : "";
  const more = lines.length > mostLines ? [`… ${lines.length - mostLines} more`] : [];
  return [
    `**${file}** · ${size}`,
    ...(about ? [about] : []),
    [`${fence}${kind}`, ...shown, fence].join("\n"),
    ...more,
  ].join("\n\n");
}

function aboutDefinition(file: string, text: string): string | undefined {
  const { value } = parseAgentDocument(text);
  if (!isObject(value)) return undefined;
  const { name, description, model } = value;
  const what = isAgentFile(file) ? "Agent" : "Tool";
  const words = [
    typeof name === "string" ? `${what} **${name}**` : undefined,
    typeof model === "string" ? `\`${model}\`` : undefined,
    typeof description === "string" ? description : undefined,
  ];
  return words.filter((word) => word !== undefined).join(" · ") || undefined;
}
