import { isObject, type Json } from "../base/json.ts";
import type { Path } from "../document/definition.ts";
import { valueAt } from "../language/variables.ts";
import type { Draft, Source } from "./source.ts";

/** Where the inputs of a result are declared. */
export class Inputs {
  readonly #draft: Draft;
  constructor(draft: Draft) {
    this.#draft = draft;
  }
  declare(name: string, schema: Json = "string"): void {
    if (!this.#draft.has(["inputs", name])) this.#draft.put(["inputs", name], schema);
  }
  has(name: string): boolean {
    return this.#draft.has(["inputs", name]);
  }
  /** In place of what has been declared so far. */
  declareAs(name: string, schema: Json): void {
    this.#draft.put(["inputs", name], schema);
  }
  declared(name: string): Json | undefined {
    return valueAt(this.#draft.value, ["inputs", name]);
  }
  get names(): readonly string[] {
    return Object.keys(isObject(this.#draft.value.inputs) ? this.#draft.value.inputs : {});
  }
}

/** A text that is no template there: `{{` must not become one here. */
export function asText(text: string): string {
  return text.replaceAll("{{", "\\{{");
}

/** A word that a variable can be called by. */
export function variableName(name: string): string {
  const plain = name.replace(/[^\p{L}\p{N}_]+/gu, "_").replace(/^_+(?=.)|_+$/g, "");
  return /^[\p{L}_]/u.test(plain) ? plain : `_${plain}`;
}

/** A word that an agent can be called by. */
export function agentName(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/[^A-Za-z0-9_-]+/g, "_")
    .replace(/^[^A-Za-z]+|_+$/g, "")
    .slice(0, 63);
  return plain || "agent";
}

/**
 * A template of mustache's family: `{{x}}` and `{{x.y}}` mean the same here and are declared. `{% %}`, `{# #}` and filters of
 * Jinja and Nunjucks do not; what can be said otherwise is, and what cannot is told.
 */
export function asTemplate(
  text: string,
  given: {
    readonly source: Source;
    readonly path: Path;
    readonly inputs: Inputs;
    readonly jinja?: boolean;
    readonly rename?: (name: string) => string;
  },
): string {
  const { source, path, inputs } = given;
  const notes = new Set<string>();
  const local: string[] = [];
  const use = (name: string): string => {
    const [first = "", ...rest] = name.split(".");
    if (local.includes(first)) return ["this", ...rest].join(".");
    const renamed = given.rename?.(first) ?? variableName(first);
    if (renamed !== first) notes.add(`the variable ${first} is called ${renamed} here`);
    if (!renamed.includes(".")) inputs.declare(renamed, rest.length > 0 ? "object" : "string");
    return [renamed, ...rest].join(".");
  };
  const value = /^[\p{L}_$][\p{L}\p{N}_$-]*(?:\.[\p{L}\p{N}_$-]+)*$/u;
  const converted = text.replace(
    /\{\{-?([\s\S]*?)-?\}\}|\{%-?([\s\S]*?)-?%\}|\{#[\s\S]*?#\}/g,
    (whole, variable, block) => {
      if (variable !== undefined) {
        const inner = String(variable).trim();
        if (value.test(inner)) return `{{${use(inner)}}}`;
        const [name = "", ...filters] = inner.split("|").map((part) => part.trim());
        if (value.test(name) && filters.length > 0) {
          if (filters.length === 1 && /^(?:dump|tojson|json)$/.test(filters[0] ?? "")) return `{{json ${use(name)}}}`;
          const preset = filters.length === 1 ? /^default\((["'])([^"']*)\1\)$/.exec(filters[0] ?? "")?.[2] : undefined;
          if (preset !== undefined) {
            const written = `{{default ${use(name)} "${preset}"}}`;
            notes.add(`{{${inner}}} is written ${written}`);
            return written;
          }
          notes.add(`the filter of {{${inner}}} is gone`);
          return `{{${use(name)}}}`;
        }
        notes.add(`${whole} is text now`);
        return asText(whole);
      }
      if (!given.jinja) return whole;
      if (block === undefined) {
        notes.add("comments in the prompt are gone");
        return "";
      }
      const words = String(block).trim();
      const condition = /^(if|elif)\s+(not\s+)?([\p{L}_][\p{L}\p{N}_.]*)$/u.exec(words);
      if (condition?.[1] === "if") return `{{#${condition[2] ? "unless" : "if"} ${use(condition[3] ?? "")}}}`;
      if (words === "else") return "{{else}}";
      if (words === "endif") return "{{/if}}";
      const loop = /^for\s+([\p{L}_]\w*)\s+in\s+([\p{L}_][\p{L}\p{N}_.]*)$/u.exec(words);
      if (loop) {
        const list = use(loop[2] ?? "");
        if (/^[^.]+$/.test(list) && list !== "this") inputs.declareAs(list, "array");
        local.push(loop[1] ?? "");
        return `{{#each ${list}}}`;
      }
      if (words === "endfor") {
        local.pop();
        return "{{/each}}";
      }
      notes.add(`{% ${words} %} is text now`);
      return whole;
    },
  );
  // `unless` is closed by its own word.
  const closed = closeUnless(converted);
  if (notes.size > 0) source.changed(path, `Of this template ${[...notes].join("; ")}.`);
  return closed;
}

function closeUnless(text: string): string {
  const open: string[] = [];
  return text.replace(/\{\{#(if|unless) [^}]*\}\}|\{\{\/if\}\}/g, (whole, word) => {
    if (word) {
      open.push(String(word));
      return whole;
    }
    return open.pop() === "unless" ? "{{/unless}}" : whole;
  });
}
