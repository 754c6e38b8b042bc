import { isObject } from "../base/json.ts";
import { parseAgentDocument } from "../document/agentDocument.ts";
import { isAgentFile } from "./team.ts";

const mostLines = 12;

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
