// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is how that language names the environment.
import { isObject, type Json } from "../base/json.ts";
import type { Path } from "../document/definition.ts";
import type { ConvertWorld } from "./convert.ts";
import { agentName, asText } from "./prose.ts";
import type { Draft, Source } from "./source.ts";

/** The folder of a managed agent: agent.yaml, AGENTS.md, skills/, workspace/. */
export async function convertGemini(source: Source, draft: Draft, world: ConvertWorld): Promise<void> {
  const put = (at: Path, value: Json | undefined, from: Path) => draft.put(at, value, { source, path: from });
  const id = source.text(["id"]) ?? "agent";
  const name = agentName(id);
  if (name !== id) source.changed(["id"], `The agent is called ${name} here: ${id} is no name of this language.`);
  draft.put(["format"], "agent/v1");
  put(["name"], name, ["id"]);
  put(["description"], source.text(["description"]), ["description"]);
  draft.put(["target"], "managed");
  put(["base_agent"], source.text(["base_agent"]), ["base_agent"]);
  if (isObject(source.peek(["agent_config"]))) put(["agent_config"], source.take(["agent_config"]), ["agent_config"]);
  for (const key of ["instructions", "system_instruction"]) {
    const text = source.text([key]);
    if (text === undefined || draft.has(["system_instruction"])) continue;
    put(["system_instruction"], asText(text), [key]);
    if (/\$\{\w+\}/.test(text))
      source.changed([key], "${NAME} from the environment is text here: a prompt names its inputs as {{name}}.");
  }
  tools(source, put);
  environment(source, draft, put, world);
  const tests: Json[] = [];
  for (const i of source.items(["examples"])) {
    const prompt = source.text(["examples", i, "prompt"]);
    const title = source.text(["examples", i, "title"]);
    if (prompt === undefined) continue;
    tests.push({ name: title ?? `Example ${i + 1}`, vars: { input: prompt } });
    source.changed(["examples", i], "An example of what to ask is a test here, without an assertion yet.");
  }
  if (tests.length > 0) put(["tests"], tests, ["examples"]);
  const files = world.files ?? [];
  const beside = (file: string) => files.includes(file);
  if (beside("AGENTS.md")) draft.put(["instructions_file"], "AGENTS.md");
  const skills = files.flatMap((file) => /^(skills\/[^/]+)\/SKILL\.md$/.exec(file)?.[1] ?? []);
  if (skills.length > 0) draft.put(["skills"], skills);
}

function tools(source: Source, put: (at: Path, value: Json | undefined, from: Path) => void): void {
  const found: Json[] = [];
  for (const i of source.items(["tools"])) {
    const tool = source.peek(["tools", i]);
    const type = isObject(tool) ? tool.type : tool;
    if (typeof type !== "string") continue;
    const alone = !isObject(tool) || Object.keys(tool).length === 1;
    found.push(alone && type !== "function" && type !== "mcp_server" ? type : (tool as Json));
    source.tell(["tools", i]);
  }
  if (found.length > 0) put(["tools"], found, ["tools"]);
}

function environment(
  source: Source,
  draft: Draft,
  put: (at: Path, value: Json | undefined, from: Path) => void,
  world: ConvertWorld,
): void {
  const key = ["base_environment", "environment"].find((each) => source.peek([each]) !== undefined);
  const given = key === undefined ? undefined : source.peek([key]);
  const at: Path = [key ?? "environment"];
  const sources: Json[] = [];
  const read = (path: Path) => {
    for (const i of source.items(path)) {
      const one = source.peek([...path, i]);
      if (!isObject(one)) continue;
      source.tell([...path, i]);
      if (one.type === "github" && typeof one.source === "string") {
        const address = /^[\w.-]+\/[\w.-]+$/.test(one.source) ? `https://github.com/${one.source}` : one.source;
        source.changed([...path, i], "A source of type github is of type repository here, with its address.");
        sources.push({ ...one, type: "repository", source: address } as Json);
      } else sources.push(one as Json);
    }
  };
  read(["sources"]);
  if (isObject(given)) read([...at, "sources"]);
  for (const file of world.files ?? []) {
    if (!file.startsWith("workspace/") || file.endsWith("/")) continue;
    sources.push({ type: "inline", file, target: `/${file}` });
  }
  if (typeof given === "string" && sources.length === 0) {
    put(["environment"], source.take(at), at);
    return;
  }
  if (!isObject(given) && sources.length === 0) return;
  draft.put(["environment"], { type: "remote" }, { source, path: at });
  if (typeof given === "string") {
    source.tell(at);
    if (given !== "remote")
      source.changed(at, `The environment ${given} becomes one of its own, since files are put into it.`);
  } else if (isObject(given) && given.type === "remote") source.tell([...at, "type"]);
  if (sources.length > 0)
    put(["environment", "sources"], sources, source.peek(["sources"]) === undefined ? [...at, "sources"] : ["sources"]);
  if (!isObject(given)) return;
  const env = source.peek([...at, "env"]);
  if (isObject(env)) put(["environment", "env"], source.take([...at, "env"]), [...at, "env"]);
  const network = source.peek([...at, "network"]);
  if (network === undefined) return;
  const path: Path = [...at, "network"];
  let named = false;
  const renamed = JSON.parse(
    JSON.stringify(source.take(path)).replace(/\$\{(\w+)\}/g, (_, name: string) => {
      named = true;
      return `\${env:${name}}`;
    }),
  ) as Json;
  if (named) source.changed(path, "${NAME} is written ${env:NAME}.");
  put(["environment", "network"], renamed, path);
}
