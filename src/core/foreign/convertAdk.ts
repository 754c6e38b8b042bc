import { isObject, type Json } from "../base/json.ts";
import { parseAgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import { folderOf, joinPath, refusal } from "../document/paths.ts";
import { stateUses } from "./adkState.ts";
import type { ConvertWorld } from "./convert.ts";
import { convertGeneration } from "./convertGeneration.ts";
import { agentName, asText, Inputs, variableName } from "./prose.ts";
import { type Draft, Source } from "./source.ts";

/** What ADK takes when neither the agent nor one above it names a model. */
const defaultModel = "gemini-3.5-flash";

/** Tools of ADK that Google's side runs. */
const builtins: Readonly<Record<string, string>> = {
  google_search: "google_search",
  url_context: "url_context",
  google_maps_grounding: "google_maps",
  built_in_code_execution: "code_execution",
};

interface Member {
  readonly source: Source;
  /** Where its body goes: `[]` or `["agents", name]`. */
  readonly body: Path;
  readonly name: string;
  readonly parent?: Member;
}

/** An agent of ADK with the files that it names: one definition, in which they are `agents`. */
export async function convertAdk(root: Source, draft: Draft, world: ConvertWorld): Promise<readonly Source[]> {
  const members = new Map<string, Member>();
  const ownName = root.text(["name"]) ?? world.name.replace(/\.ya?ml$/, "");
  const first: Member = { source: root, body: [], name: agentName(ownName) };
  if (first.name !== ownName)
    root.changed(["name"], `The agent is called ${first.name} here: ${ownName} is no name of this language.`);
  const inputs = new Inputs(draft);
  const names = new Set([first.name]);

  const gather = async (member: Member): Promise<void> => {
    for (const path of filePaths(member.source)) {
      const written = member.source.peek(path) as string;
      const file = joinPath(folderOf(member.source.file ?? ""), written);
      if (refusal(written) || members.has(file) || members.size > 100) continue;
      const text = await world.readText(file);
      if (text === undefined) continue;
      const source = new Source(parseAgentDocument(text), file);
      const said = source.text(["name"]) ?? file.replace(/^.*\/|\.ya?ml$/g, "");
      let name = agentName(said);
      for (let n = 2; names.has(name); n++) name = `${agentName(said)}_${n}`;
      if (name !== said) source.changed(["name"], `The agent is called ${name} here.`);
      names.add(name);
      const inner: Member = { source, body: ["agents", name], name, parent: member };
      members.set(file, inner);
      await gather(inner);
    }
  };
  await gather(first);
  const all = [first, ...members.values()];
  const state = new Set(
    all.flatMap(({ source }) =>
      typeof source.peek(["output_key"]) === "string" ? [String(source.peek(["output_key"]))] : [],
    ),
  );
  draft.put(["format"], "agent/v1");
  draft.put(["name"], first.name, { source: root, path: ["name"] });
  for (const member of all) agent(member, { draft, inputs, state, members });
  return all.map(({ source }) => source);
}

function filePaths(source: Source): Path[] {
  const found: Path[] = [];
  for (const i of source.items(["sub_agents"])) {
    if (typeof source.peek(["sub_agents", i, "config_path"]) === "string") found.push(["sub_agents", i, "config_path"]);
  }
  for (const i of source.items(["tools"])) {
    const path = ["tools", i, "args", "agent", "config_path"];
    if (typeof source.peek(path) === "string") found.push(path);
  }
  for (const path of edgePaths(source)) if (/\.ya?ml$/.test(String(source.peek(path)))) found.push(path);
  return found;
}

function edgePaths(source: Source): Path[] {
  return source.items(["edges"]).flatMap((i) => source.items(["edges", i]).map((j): Path => ["edges", i, j]));
}

interface All {
  readonly draft: Draft;
  readonly inputs: Inputs;
  readonly state: ReadonlySet<string>;
  readonly members: ReadonlyMap<string, Member>;
}

function agent(member: Member, all: All): void {
  const { source, body } = member;
  const { draft } = all;
  const put = (at: Path, value: Json | undefined, from: Path) =>
    draft.put([...body, ...at], value, { source, path: from });
  const kind = (source.text(["agent_class"]) ?? "LlmAgent").replace(/^.*\./, "");
  put(["description"], source.text(["description"]), ["description"]);
  if (kind === "SequentialAgent" || kind === "ParallelAgent" || kind === "LoopAgent") {
    const type = kind === "SequentialAgent" ? "sequential" : kind === "ParallelAgent" ? "parallel" : "loop";
    const steps = subAgents(member, all).map((name): Json => ({ agent: name }));
    if (steps.length === 0) {
      alone(member, all, "agent_class");
      return;
    }
    put(["workflow", "type"], type, ["agent_class"]);
    put(["workflow", "steps"], steps, ["sub_agents"]);
    if (type === "loop") {
      const most = source.number(["max_iterations"]);
      put(["workflow", "max_iterations"], most ?? 10, ["max_iterations"]);
      if (most === undefined)
        source.changed(
          ["agent_class"],
          "ADK's loop goes on until an agent escalates. A loop here has a limit: max_iterations is 10 now.",
        );
    }
    return;
  }
  if (kind === "Workflow") {
    graph(member, all);
    return;
  }
  if (kind !== "LlmAgent")
    source.changed(["agent_class"], `${kind} is a class of your own in Python. Here it is an agent like any other.`);
  const model = modelOf(member);
  put(["model"], model.name, ["model"]);
  if (model.from !== member)
    source.changed(
      ["name"],
      `ADK takes the model from ${model.from ? "the agent above" : "its own default"}: ${model.name} is written here.`,
    );
  // ADK speaks generateContent.
  draft.put([...body, "target"], "generate_content");
  instructions(member, all);
  put(["output_key"], source.text(["output_key"]), ["output_key"]);
  convertGeneration(source, ["generate_content_config"], draft, body);
  tools(member, all);
  const names = subAgents(member, all);
  if (names.length > 0) put(["sub_agents"], names, ["sub_agents"]);
  const contents = source.peek(["include_contents"]);
  if (contents === "default") source.tell(["include_contents"]);
  else if (contents === "none") {
    source.tell(["include_contents"]);
    put(["session", "history"], "none", ["include_contents"]);
  }
}

/** A team of nobody: an agent that has still to be told what to do. */
function alone({ source, body }: Member, { draft }: All, key: string): void {
  draft.put([...body, "model"], defaultModel);
  source.changed(
    [key],
    `None of its agents could be read: it is a single agent here, with ${defaultModel} and no instruction.`,
  );
}

function modelOf(member: Member): { name: string; from?: Member } {
  for (let at: Member | undefined = member; at; at = at.parent) {
    const model = at === member ? at.source.text(["model"]) : at.source.peek(["model"]);
    if (typeof model === "string" && model !== "") return { name: model, from: at };
  }
  return { name: defaultModel };
}

/** The names of the sub-agents that could be read. */
function subAgents({ source }: Member, { members }: All): string[] {
  return source.items(["sub_agents"]).flatMap((i): string[] => {
    const path: Path = ["sub_agents", i, "config_path"];
    const written = source.peek(path);
    if (typeof written !== "string") return [];
    const found = members.get(joinPath(folderOf(source.file ?? ""), written));
    if (!found) {
      source.lost(path, `${written} could not be read: the agent is left out.`);
      return [];
    }
    source.changed(path, `${written} is the agent ${found.name} of this file.`);
    return [found.name];
  });
}

/** A chain of files is a sequence. What branches, or runs Python, has no counterpart. */
function graph(member: Member, all: All): void {
  const { source, body } = member;
  const steps: Json[] = [];
  for (const i of source.items(["edges"])) {
    for (const j of source.items(["edges", i])) {
      const path: Path = ["edges", i, j];
      const value = source.peek(path);
      if (value === "START") source.tell(path);
      else if (typeof value === "string" && /\.ya?ml$/.test(value)) {
        const found = all.members.get(joinPath(folderOf(source.file ?? ""), value));
        if (found && !steps.some((step) => isObject(step) && step.agent === found.name)) {
          source.changed(path, `${value} is the agent ${found.name} of this file.`);
          steps.push({ agent: found.name });
        } else
          source.lost(path, found ? "An agent that is reached twice runs once here." : `${value} could not be read.`);
      }
    }
  }
  if (steps.length === 0) {
    alone(member, all, "agent_class");
    return;
  }
  source.changed(
    ["agent_class"],
    "A graph of ADK becomes a sequence of its agents: conditions and Python steps are left out.",
  );
  all.draft.put([...body, "workflow"], { type: "sequential", steps }, { source, path: ["edges"] });
}

function instructions(member: Member, all: All): void {
  const { source, body } = member;
  const { draft } = all;
  const own = template(member, ["instruction"], all);
  const fixed = source.peek(["static_instruction"]);
  const global =
    rootOf(member).source === source ? template(member, ["global_instruction"], all) : globalOf(member, all);
  if (typeof fixed === "string") {
    source.tell(["static_instruction"]);
    draft.put([...body, "system_instruction"], asText(fixed), { source, path: ["static_instruction"] });
    if (own !== undefined) {
      all.inputs.declare("input");
      draft.put([...body, "input"], `${own.trimEnd()}\n\n{{input}}`, { source, path: ["instruction"] });
      source.changed(
        ["instruction"],
        "Beside a static_instruction ADK sends it before what the user says: it is part of input here.",
      );
    }
    return;
  }
  const text = [global, own]
    .filter((part) => part !== undefined)
    .map((part, i, parts) => (i < parts.length - 1 ? part.trimEnd() : part));
  if (text.length > 0) draft.put([...body, "system_instruction"], text.join("\n\n"), { source, path: ["instruction"] });
  if (global !== undefined && rootOf(member).source === source) {
    source.changed(["global_instruction"], "There is no instruction for all agents: it stands before that of each.");
  }
}

function rootOf(member: Member): Member {
  let at = member;
  while (at.parent) at = at.parent;
  return at;
}

function globalOf(member: Member, all: All): string | undefined {
  const { source } = rootOf(member);
  const text = source.peek(["global_instruction"]);
  return typeof text === "string" ? replaced(text, source, ["global_instruction"], all, false) : undefined;
}

function template({ source }: Member, path: Path, all: All): string | undefined {
  const text = source.text(path);
  return text === undefined ? undefined : replaced(text, source, path, all, true);
}

/** `{x}` → `{{state.x}}` when an agent writes it, else an input. */
function replaced(text: string, source: Source, path: Path, { draft, inputs, state }: All, say: boolean): string {
  const notes: string[] = [];
  let out = "";
  let at = 0;
  for (const { name, optional, start, end } of stateUses(text)) {
    out += asText(text.slice(at, start));
    at = end;
    const [first = "", ...rest] = name.split(/[.[\]'"]+/).filter((part) => part !== "");
    const plain = name.startsWith("artifact.") ? variableName(name) : variableName(first);
    const inner = name.startsWith("artifact.") ? [] : rest;
    const written = state.has(first);
    const ours = [written ? `state.${plain}` : plain, ...inner].join(".");
    if (written) draft.put(["session", "state", plain], "");
    else inputs.declare(plain, inner.length > 0 ? "object" : optional ? { type: "string", default: "" } : "string");
    out += optional && written ? `{{default ${ours} ""}}` : `{{${ours}}}`;
    notes.push(`{${name}${optional ? "?" : ""}} is {{${ours}}}`);
  }
  out += asText(text.slice(at));
  if (notes.length > 0 && say) {
    source.changed(
      path,
      `What ADK takes from the state is written as this language does: ${[...new Set(notes)].join(", ")}. The state starts empty, where ADK raises KeyError.`,
    );
  }
  return out;
}

function tools(member: Member, all: All): void {
  const { source, body } = member;
  const found: Json[] = [];
  for (const i of source.items(["tools"])) {
    const item = source.peek(["tools", i]);
    const namePath: Path = typeof item === "string" ? ["tools", i] : ["tools", i, "name"];
    const name = source.peek(namePath);
    if (typeof name !== "string") continue;
    const args = source.peek(["tools", i, "args"]);
    const builtin = builtins[name.replace(/^google\.adk\.tools\.(?:\w+\.)?/, "")];
    const agentPath = source.peek(["tools", i, "args", "agent", "config_path"]);
    if (builtin) {
      source.tell(namePath);
      found.push(builtin);
    } else if (typeof agentPath === "string") {
      const inner = all.members.get(joinPath(folderOf(source.file ?? ""), agentPath));
      if (!inner) {
        source.lost(["tools", i], `${agentPath} could not be read: the tool is left out.`);
        continue;
      }
      source.tell(namePath);
      source.changed(
        ["tools", i, "args", "agent", "config_path"],
        `${agentPath} is the agent ${inner.name} of this file.`,
      );
      found.push({ type: "agent", agent: inner.name });
    } else if (name.includes(".") && !name.startsWith("google.adk.")) {
      const last = name.slice(name.lastIndexOf(".") + 1);
      source.changed(
        ["tools", i],
        `${name} is Python: what it takes is not said here. Write its parameters, and how it is run or what it answers (mock).`,
      );
      found.push({
        type: "function",
        name: last,
        description: `Python function ${name}. Say what it does.`,
        parameters: { type: "object", properties: {} },
        "x-adk": item as Json,
      });
    } else
      source.lost(
        ["tools", i],
        `${name} is a tool of ADK's own and has no counterpart${args === undefined ? "" : ", nor have its settings"}.`,
      );
  }
  if (found.length > 0) all.draft.put([...body, "tools"], found, { source, path: ["tools"] });
}
