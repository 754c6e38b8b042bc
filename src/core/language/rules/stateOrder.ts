import { isObject, type Json, type JsonObject } from "../../base/json.ts";
import type { AgentDocument } from "../../document/agentDocument.ts";
import type { Path } from "../../document/definition.ts";
import { promptsUnder, templateOf } from "../prompts.ts";
import { scalarText } from "../scalarText.ts";
import { valueAt } from "../variables.ts";
import { usesOf } from "./agentPart.ts";
import { outputKeys } from "./facts.ts";
import type { FileRule, Finding } from "./rule.ts";
import { agentOf, partsOf } from "./workflows.ts";

export const stateOrder: FileRule = {
  id: "AG304",
  scope: "file",
  severity: "error",
  absence: true,
  check({ document, facts }) {
    const workflow = facts.file("workflow");
    const session = facts.file("session");
    if (!isObject(workflow) || facts.file("extends") !== undefined) return [];
    // What earlier turns have written may still be there.
    if (isObject(session) && session.history !== undefined && session.history !== "none") return [];
    const initial = isObject(session) && isObject(session.state) ? Object.keys(session.state) : [];
    const walk = new Walk(document);
    walk.workflow(workflow, ["workflow"], new Set(initial));
    return [...walk.early].flatMap(([name, keys]) => earlyUses(document, name, keys));
  },
};

class Walk {
  /** Agent → the keys that cannot have been written when it runs, each time it runs. */
  readonly early = new Map<string, Set<string>>();
  readonly #document: AgentDocument;
  #depth = 0;
  /** A step of another file has run: it may have written anything. */
  #open = false;

  constructor(document: AgentDocument) {
    this.#document = document;
  }

  /** Answers what may have been written after it. */
  workflow(body: JsonObject, path: Path, before: ReadonlySet<string>): ReadonlySet<string> {
    if (this.#depth > 50) return before;
    this.#depth++;
    const parts = partsOf(body, path);
    let after = before;
    switch (body.type) {
      case "sequential":
        for (const { value, path: at } of parts) after = this.#step(value, at, after);
        break;
      case "parallel":
      case "router":
        after = union(
          parts.map(({ value, path: at }) => this.#step(value, at, before)),
          before,
        );
        break;
      default: {
        // In a loop and in a graph any step may come after any other.
        const all = union(
          parts.map(({ value }) => this.#writes(value)),
          before,
        );
        after = union(
          parts.map(({ value, path: at }) => this.#step(value, at, all)),
          all,
        );
      }
    }
    this.#depth--;
    return typeof body.output_key === "string" ? new Set([...after, body.output_key]) : after;
  }

  #step(value: Json, path: Path, before: ReadonlySet<string>): ReadonlySet<string> {
    if (isObject(value) && (value.steps !== undefined || value.routes !== undefined))
      return this.workflow(value, path, before);
    const name = agentOf(value)?.name;
    const body = name === undefined ? undefined : valueAt(this.#document.value, ["agents", name]);
    const written = this.#writes(value);
    if (name !== undefined && !isObject(body)) this.#open = true;
    if (name !== undefined && isObject(body) && !this.#open) {
      // An agent with others below it runs them in its own order.
      if (isObject(body.workflow))
        return union([this.workflow(body.workflow, ["agents", name, "workflow"], before), written], before);
      const missing = new Set(readBy(this.#document, name).filter((key) => !before.has(key) && !written.has(key)));
      const known = this.early.get(name);
      this.early.set(name, known ? new Set([...known].filter((key) => missing.has(key))) : missing);
    }
    return new Set([...before, ...written]);
  }

  #writes(value: Json): ReadonlySet<string> {
    const keys = new Set<string>();
    const name = agentOf(value)?.name;
    const body = name === undefined ? undefined : valueAt(this.#document.value, ["agents", name]);
    if (isObject(body)) for (const key of outputKeys(body)) keys.add(key);
    if (isObject(value)) {
      if (typeof value.output_key === "string") keys.add(value.output_key);
      for (const part of partsOf(value, [])) for (const key of this.#writes(part.value)) keys.add(key);
    }
    return keys;
  }
}

function union(sets: readonly ReadonlySet<string>[], first: ReadonlySet<string>): ReadonlySet<string> {
  const all = new Set(first);
  for (const set of sets) for (const key of set) all.add(key);
  return all;
}

/** The state that an agent's prompts need. */
function readBy(document: AgentDocument, name: string): readonly string[] {
  return promptsUnder(document, ["agents", name]).flatMap((prompt) =>
    usesOf(templateOf(document, prompt)).flatMap((use) =>
      use.name === "state" && use.path[1] !== undefined && !use.optional && !use.local ? [use.path[1]] : [],
    ),
  );
}

function earlyUses(document: AgentDocument, name: string, keys: ReadonlySet<string>): readonly Finding[] {
  if (keys.size === 0) return [];
  return promptsUnder(document, ["agents", name]).flatMap((prompt) => {
    const uses = usesOf(templateOf(document, prompt)).filter(
      (use) => use.name === "state" && keys.has(use.path[1] ?? "") && !use.optional,
    );
    if (uses.length === 0) return [];
    const text = scalarText(document.source, prompt.node, prompt.base);
    return uses.flatMap((use): Finding[] => {
      const key = use.path[1] ?? "";
      const writers = writersOf(document, key);
      // That nothing sets it at all is said elsewhere.
      if (writers.length === 0) return [];
      const message = `${name} runs before ${writers.join(" and ")}, which ${writers.length === 1 ? "writes" : "write"} state.${key}.`;
      return [{ message, range: text.rangeAt(use.start, use.end) }];
    });
  });
}

function writersOf(document: AgentDocument, key: string): readonly string[] {
  const agents = valueAt(document.value, ["agents"]);
  const named = Object.entries(isObject(agents) ? agents : {}).flatMap(([name, body]) =>
    isObject(body) && outputKeys(body).includes(key) ? [name] : [],
  );
  if (named.length > 0) return named;
  const file = document.value;
  return isObject(file) && outputKeys(file).includes(key) ? ["the step"] : [];
}
