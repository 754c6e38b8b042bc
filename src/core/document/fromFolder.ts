import { isObject, type Json, type JsonObject } from "../base/json.ts";
import { parseTemplate } from "./parseTemplate.ts";
import { partialsOf } from "./partialsOf.ts";
import { joinPath, refusal } from "./paths.ts";

/**
 * A definition's value with every path that it names written from outside its folder: `prompts/a.md` in `shared/` becomes
 * `shared/prompts/a.md`. What only looks like a path (in a JSON Schema, in a mock) stays.
 */
export function fromFolder(value: Json, folder: string): Json {
  return new Rebase(folder).definition(value);
}

type Change = (value: Json) => Json;

class Rebase {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  definition: Change = (value) =>
    this.#keys(value, {
      ...this.#bodyKeys,
      extends: this.#path,
      defaults: this.#body,
      agents: this.#each((agent) => this.#body(agent)),
      datasets: this.#each((rows) => this.#keys(rows, { file: this.#path })),
      judge: (judge) => this.#keys(judge, { rubric: this.#prompt }),
      variants: this.#each((changes) => this.#changes(changes)),
    });

  /** Dotted path → value: the last word of the path says what the value is. */
  #changes: Change = (value) => {
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([dotted, to]) => {
        const key = dotted.split(".").at(-1) ?? "";
        const change = (to !== undefined && (this.#bodyKeys[key] ?? this.#leafKeys[key])) || undefined;
        return [dotted, change && to !== undefined ? change(to) : to];
      }),
    );
  };

  #path: Change = (value) => {
    if (typeof value !== "string" || value === "" || refusal(value)) return value;
    return joinPath(this.#folder, value);
  };

  /** A name of an agent stays; a path moves. */
  #agent: Change = (value) =>
    typeof value === "string" && !value.startsWith("a2a:") && (/\.ya?ml$/i.test(value) || value.includes("/"))
      ? this.#path(value)
      : value;

  /** A text whose partials are files beside it, `{text}`, `{file}`, or a list of these. */
  #prompt: Change = (value) => {
    if (typeof value === "string") return this.#template(value);
    if (Array.isArray(value)) return (value as readonly Json[]).map(this.#prompt);
    return this.#keys(value, { text: this.#prompt, file: this.#path });
  };

  #template(text: string): string {
    if (!text.includes("{{>") && !text.includes("{{~>")) return text;
    let moved = "";
    let at = 0;
    for (const { path, pathStart } of partialsOf(parseTemplate(text).nodes)) {
      moved += text.slice(at, pathStart) + this.#path(path);
      at = pathStart + path.length;
    }
    return moved + text.slice(at);
  }

  #workflow: Change = (value) =>
    this.#keys(value, {
      agent: this.#agent,
      routes: this.#each((route) => (typeof route === "string" ? this.#agent(route) : this.#workflow(route))),
      default: (route) => (typeof route === "string" ? this.#agent(route) : this.#workflow(route)),
      steps: this.#list((step) => (typeof step === "string" ? this.#agent(step) : this.#workflow(step))),
    });

  #body: Change = (value) => this.#keys(value, this.#bodyKeys);

  #keys(value: Json, changes: Readonly<Record<string, Change>>): Json {
    if (!isObject(value)) return value;
    const changed: Record<string, Json | undefined> = { ...(value as JsonObject) };
    for (const [key, change] of Object.entries(changes)) {
      const inner = Object.hasOwn(value, key) ? value[key] : undefined;
      if (inner !== undefined) changed[key] = change(inner);
    }
    return changed;
  }

  #each(change: Change): Change {
    return (value) =>
      isObject(value)
        ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, change(inner as Json)]))
        : value;
  }

  #list(change: Change): Change {
    return (value) => (Array.isArray(value) ? (value as readonly Json[]).map(change) : value);
  }

  readonly #leafKeys: Readonly<Record<string, Change>> = {
    file: this.#path,
    ref: this.#path,
    agent: this.#agent,
    skip: (value) => value,
  };

  readonly #bodyKeys: Readonly<Record<string, Change>> = {
    system_instruction: this.#prompt,
    input: this.#prompt,
    messages: this.#list((message) => this.#keys(message, { content: this.#prompt })),
    context: this.#list((part) => this.#keys(part, { file: this.#path })),
    response_format: (format) => {
      const one: Change = (each) => this.#keys(each, { schema: (schema) => this.#keys(schema, { file: this.#path }) });
      return Array.isArray(format) ? (format as readonly Json[]).map(one) : one(format);
    },
    tools: this.#list((tool) => this.#keys(tool, { ref: this.#path, agent: this.#agent })),
    instructions_file: this.#path,
    skills: this.#list(this.#path),
    sub_agents: this.#list(this.#agent),
    workflow: this.#workflow,
    environment: (environment) =>
      this.#keys(environment, { sources: this.#list((source) => this.#keys(source, { file: this.#path })) }),
  };
}
