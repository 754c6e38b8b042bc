// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is how that language names the environment.
import { isObject, type Json } from "../base/json.ts";
import type { Path } from "../document/definition.ts";
import type { ExportedFile, ExportWorld } from "./export.ts";
import { type Writer, writeTemplate } from "./exportTemplate.ts";
import type { Source } from "./source.ts";
import { writeYaml } from "./writeDefinition.ts";

/** The newest agent that Google builds others on; used when the definition is not one of a managed agent. */
const usualBase = "antigravity-preview-09-2026";

/** The folder of a managed agent: agent.yaml, AGENTS.md, skills. */
export async function exportGemini(source: Source, world: ExportWorld): Promise<readonly ExportedFile[]> {
  source.tell(["format"]);
  const made: Record<string, Json> = {};
  const files: ExportedFile[] = [];
  const put = (key: string, value: Json | undefined) => {
    if (value !== undefined) made[key] = value;
  };
  put("id", source.text(["name"]) ?? "agent");
  if (source.peek(["target"]) === "managed") source.tell(["target"]);
  const base = source.text(["base_agent"]);
  put("base_agent", base ?? usualBase);
  if (base === undefined) source.changed(["name"], `It is built on ${usualBase} there: the file names no base_agent.`);
  put("description", source.text(["description"]));
  if (isObject(source.peek(["agent_config"]))) put("agent_config", source.take(["agent_config"]));
  put("instructions", await instructions(source, world));
  put("tools", tools(source));
  await environment(source, world, put);
  const guide = source.peek(["instructions_file"]);
  if (typeof guide === "string") await copy(guide, "AGENTS.md", ["instructions_file"], source, world, files);
  for (const i of source.items(["skills"])) {
    const folder = source.peek(["skills", i]);
    if (typeof folder !== "string") continue;
    const name = folder.replace(/\/+$/, "").replace(/^.*\//, "");
    await copy(
      `${folder.replace(/\/+$/, "")}/SKILL.md`,
      `skills/${name}/SKILL.md`,
      ["skills", i],
      source,
      world,
      files,
    );
  }
  examples(source, put);
  return [{ path: "agent.yaml", text: writeYaml(made) }, ...files];
}

async function copy(
  file: string,
  to: string,
  path: Path,
  source: Source,
  world: ExportWorld,
  files: ExportedFile[],
): Promise<void> {
  const text = await world.readText(file);
  if (text === undefined) {
    source.lost(path, `${file} was not found.`);
    return;
  }
  source.tell(path);
  files.push({ path: to, text });
  if (path[0] === "skills") source.changed(path, "Of a skill SKILL.md is copied; copy what else lies beside it.");
}

const writer: Writer = {
  text: (text) => text,
  path: () => undefined,
};

async function instructions(source: Source, world: ExportWorld): Promise<string | undefined> {
  const parts: string[] = [];
  const add = async (value: Json | undefined, path: Path): Promise<void> => {
    if (typeof value === "string") {
      source.tell(path);
      parts.push(writeTemplate(value, writer, source, path));
    } else if (isObject(value) && typeof value.text === "string") await add(value.text, [...path, "text"]);
    else if (isObject(value) && typeof value.file === "string") {
      const text = await world.readText(value.file);
      if (text === undefined) source.lost([...path, "file"], `${value.file} was not found.`);
      else {
        source.changed([...path, "file"], `The text of ${value.file} is written in agent.yaml.`);
        await add(text, [...path, "file"]);
      }
    }
  };
  const written = source.peek(["system_instruction"]);
  if (Array.isArray(written)) {
    for (const i of source.items(["system_instruction"]))
      await add(source.peek(["system_instruction", i]), ["system_instruction", i]);
  } else await add(written, ["system_instruction"]);
  return parts.length > 0
    ? parts.map((text, i) => (i < parts.length - 1 ? text.trimEnd() : text)).join("\n\n")
    : undefined;
}

function tools(source: Source): Json | undefined {
  const found: Json[] = [];
  for (const i of source.items(["tools"])) {
    const path: Path = ["tools", i];
    const tool = source.peek(path);
    if (typeof tool === "string") {
      source.tell(path);
      found.push({ type: tool });
    } else if (isObject(tool) && typeof tool.type === "string" && tool.type !== "agent" && tool.type !== "mcp_stdio") {
      const { run, mock, ...rest } = tool;
      for (const key of Object.keys(rest)) source.tell([...path, key]);
      if (run !== undefined || mock !== undefined)
        source.lost([...path, run === undefined ? "mock" : "run"], "How a function is answered is not said there.");
      if (run !== undefined && mock !== undefined)
        source.lost([...path, "mock"], "How a function is answered is not said there.");
      found.push(rest as Json);
    } else source.lost(path, "A managed agent cannot have this tool.");
  }
  return found.length > 0 ? found : undefined;
}

async function environment(source: Source, world: ExportWorld, put: (key: string, value: Json) => void): Promise<void> {
  const given = source.peek(["environment"]);
  if (given === undefined) return;
  if (!isObject(given)) {
    put("environment", source.take(["environment"]) as Json);
    return;
  }
  const made: Record<string, Json> = {};
  if (given.type !== undefined) made.type = source.take(["environment", "type"]) as Json;
  const sources: Json[] = [];
  for (const i of source.items(["environment", "sources"])) {
    const path: Path = ["environment", "sources", i];
    const one = source.peek(path);
    if (!isObject(one)) continue;
    if (typeof one.file === "string") {
      const text = await world.readText(one.file);
      if (text === undefined) {
        source.lost([...path, "file"], `${one.file} was not found.`);
        continue;
      }
      source.changed(path, `The text of ${one.file} is written in agent.yaml.`);
      const { file: _, ...rest } = one;
      sources.push({ ...rest, content: text } as Json);
    } else {
      source.tell(path);
      sources.push(one as Json);
    }
  }
  if (sources.length > 0) made.sources = sources;
  const network = source.peek(["environment", "network"]);
  if (network !== undefined) {
    const written = JSON.stringify(source.take(["environment", "network"]));
    const renamed = written.replace(/\$\{(?:env|secret):(\w+)\}/g, (_, name: string) => `\${${name}}`);
    if (renamed !== written) source.changed(["environment", "network"], "${env:NAME} is ${NAME} there.");
    made.network = JSON.parse(renamed) as Json;
  }
  if (isObject(source.peek(["environment", "env"]))) made.env = source.take(["environment", "env"]) as Json;
  put("environment", made);
}

/** A test that only asks is an example there. */
function examples(source: Source, put: (key: string, value: Json | undefined) => void): void {
  const found: Json[] = [];
  for (const i of source.items(["tests"])) {
    const test = source.peek(["tests", i]);
    if (!isObject(test) || test.assert !== undefined) continue;
    const vars = test.vars;
    const prompt = isObject(vars) && Object.keys(vars).length === 1 ? vars.input : undefined;
    if (typeof prompt !== "string") continue;
    source.changed(["tests", i], "A test without assertions is an example there.");
    found.push({ title: typeof test.name === "string" ? test.name : `Example ${i + 1}`, prompt });
  }
  if (found.length > 0) put("examples", found);
}
