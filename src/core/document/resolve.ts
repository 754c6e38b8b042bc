import { isObject, type JsonObject } from "../base/json.ts";
import type { ReadText } from "../base/readText.ts";
import { parseAgentDocument } from "./agentDocument.ts";
import type {
  AgentDefinition,
  MissingFile,
  Path,
  PromptPart,
  ResolvedAgent,
  TextPart,
  ToolDefinition,
} from "./definition.ts";
import { parseTemplate } from "./parseTemplate.ts";
import { partialsOf } from "./partialsOf.ts";
import { folderOf, joinPath, refusal } from "./paths.ts";
import { readTool } from "./readTool.ts";

/** Reads what an agent keeps in other files: `{file: …}` parts, `{{> …}}` partials, `{ref: …}` tools, the schema of its answer. */
export async function resolveAgent(agent: AgentDefinition, readText: ReadText): Promise<ResolvedAgent> {
  const missing: MissingFile[] = [...(agent.missing ?? [])];
  const read = async (file: string, path: Path): Promise<string | undefined> => {
    const refused = refusal(file);
    const text = refused ? undefined : await readText(file);
    if (text === undefined) missing.push({ file, path, message: refused ?? `The file ${file} was not found.` });
    return text?.replace(/^\uFEFF/, "");
  };
  const prompt = (parts: readonly PromptPart[], template: boolean): Promise<TextPart[]> =>
    Promise.all(parts.map((part) => resolvePart(part, template, read))).then((all) => all.flat());
  const [systemInstruction, context, input, messages, tools, responseFormat] = await Promise.all([
    prompt(agent.systemInstruction, true),
    prompt(agent.context, false),
    prompt(agent.input, true),
    Promise.all(agent.messages.map(async (m) => ({ role: m.role, parts: await prompt(m.parts, true) }))),
    Promise.all(agent.tools.map((tool) => resolveTool(tool, read, missing))).then((all) => all.flat()),
    resolveFormat(agent, read, missing),
  ]);
  const format = responseFormat ? { responseFormat } : {};
  return { ...agent, systemInstruction, context, input, messages, tools, missing, ...format };
}

type Read = (file: string, path: Path) => Promise<string | undefined>;

async function resolvePart(part: PromptPart, template: boolean, read: Read): Promise<TextPart[]> {
  if (part.kind === "text") {
    const text = template ? await withPartials(part.text, "", part.path, read, []) : part.text;
    return [{ text, template, path: part.path }];
  }
  const text = await read(part.file, part.path);
  if (text === undefined) return [];
  const folder = folderOf(part.file);
  const whole = template ? await withPartials(text, folder, part.path, read, [part.file]) : text;
  return [{ text: whole, template, path: part.path, file: part.file }];
}

/** The text with each `{{> file}}` replaced by the file's own text. Paths are relative to the file they stand in. */
async function withPartials(
  text: string,
  folder: string,
  path: Path,
  read: Read,
  within: readonly string[],
): Promise<string> {
  if (!text.includes("{{>") && !text.includes("{{~>")) return text;
  const partials = partialsOf(parseTemplate(text).nodes);
  let result = "";
  let at = 0;
  for (const partial of partials) {
    const file = joinPath(folder, partial.path);
    result += text.slice(at, partial.start);
    at = partial.end;
    // A file that is inside itself, or twenty deep, is left out: `diagnose` names the circle.
    if (within.includes(file) || within.length >= 20) continue;
    const inner = await read(file, path);
    if (inner === undefined) continue;
    const whole = await withPartials(inner, folderOf(file), path, read, [...within, file]);
    result += whole.replace(/\r?\n$/, "");
  }
  return result + text.slice(at);
}

/** `schema: {file: answer.json}`, JSON or YAML. */
async function resolveFormat(
  { responseFormat, path }: AgentDefinition,
  read: Read,
  missing: MissingFile[],
): Promise<JsonObject | undefined> {
  const schema = responseFormat?.schema;
  if (!isObject(schema) || typeof schema.file !== "string") return responseFormat;
  const { file } = schema;
  const at = [...path, "response_format", "schema", "file"];
  const text = await read(file, at);
  if (text === undefined) return responseFormat;
  const { value, problems } = parseAgentDocument(text);
  if (isObject(value) && problems.every(({ severity }) => severity !== "error"))
    return { ...responseFormat, schema: value };
  missing.push({ file, path: at, message: `${file} holds no JSON Schema.` });
  return responseFormat;
}

async function resolveTool(
  tool: ToolDefinition,
  read: Read,
  missing: MissingFile[],
): Promise<Exclude<ToolDefinition, { kind: "ref" }>[]> {
  if (tool.kind !== "ref") return [tool];
  const text = await read(tool.file, tool.path);
  if (text === undefined) return [];
  const { value } = parseAgentDocument(text);
  const shared = isObject(value) ? readTool(value, tool.path) : undefined;
  if (shared && shared.kind !== "ref") return [shared];
  missing.push({ file: tool.file, path: tool.path, message: `${tool.file} holds no tool.` });
  return [];
}
