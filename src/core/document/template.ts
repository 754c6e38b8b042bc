import { isObject, type Json, type JsonObject } from "../base/json.ts";
import { parseTemplate } from "./parseTemplate.ts";
import type { Expression, Template, TemplateNode, TemplateProblem } from "./templateNodes.ts";

export { parseTemplate } from "./parseTemplate.ts";
export type { Template, TemplateProblem } from "./templateNodes.ts";
export { type VariableUse, variablesOf } from "./variablesOf.ts";

export interface RenderOptions {
  /** What `{{now}}` says: milliseconds since 1970. Without it, `now` is a problem. */
  readonly wallMs?: number;
}

/**
 * The text with its variables filled in. Values are inserted once and never read as templates themselves; nothing is
 * escaped. What is undefined is a problem and leaves nothing behind; the rest is rendered all the same.
 *
 *     renderTemplate("Hello {{name}}", { name: "Ana" }).text === "Hello Ana"
 */
export function renderTemplate(
  template: string | Template,
  scope: JsonObject,
  options: RenderOptions = {},
): { text: string; problems: readonly TemplateProblem[] } {
  const parsed = typeof template === "string" ? parseTemplate(template) : template;
  const renderer = new Renderer(options);
  const text = renderer.all(parsed.nodes, { value: scope });
  return { text, problems: [...parsed.problems, ...renderer.problems].sort((a, b) => a.start - b.start) };
}

/** What names mean: the value at hand, and what surrounds it. */
interface Scope {
  readonly value: Json;
  readonly parent?: Scope;
  /** Inside `each`. */
  readonly index?: number;
  readonly last?: boolean;
}

class Renderer {
  readonly problems: TemplateProblem[] = [];
  readonly #options: RenderOptions;

  constructor(options: RenderOptions) {
    this.#options = options;
  }

  all(nodes: readonly TemplateNode[], scope: Scope): string {
    let text = "";
    for (const node of nodes) text += this.#node(node, scope);
    return text;
  }

  #node(node: TemplateNode, scope: Scope): string {
    switch (node.kind) {
      case "text":
        return node.text;
      case "value":
        return asText(this.#need(node.expression, scope));
      case "if": {
        const holds = truthy(this.#evaluate(node.condition, scope));
        return this.all(holds !== node.negated ? node.then : node.otherwise, scope);
      }
      case "each": {
        const list = this.#need(node.list, scope);
        const items = Array.isArray(list) ? (list as readonly Json[]) : isObject(list) ? Object.values(list) : [];
        if (list !== undefined && list !== null && !Array.isArray(list) && !isObject(list)) {
          this.#problem(`{{#each}} needs a list, and ${say(node.list)} is none.`, node.list);
        }
        if (items.length === 0) return this.all(node.otherwise, scope);
        return items
          .map((value, index) =>
            this.all(node.body, { value: value ?? null, parent: scope, index, last: index === items.length - 1 }),
          )
          .join("");
      }
      case "with": {
        const value = this.#need(node.value, scope);
        return truthy(value)
          ? this.all(node.body, { value: value as Json, parent: scope })
          : this.all(node.otherwise, scope);
      }
      case "partial":
        this.problems.push({
          message: `The file ${node.path} has not been read into this text.`,
          start: node.start,
          end: node.end,
        });
        return "";
    }
  }

  /** The value; a problem when there is none. */
  #need(expression: Expression, scope: Scope): Json | undefined {
    const before = this.problems.length;
    const value = this.#evaluate(expression, scope);
    if (value === undefined && this.problems.length === before) {
      this.#problem(`${say(expression)} is undefined.`, expression);
    }
    return value;
  }

  #evaluate(expression: Expression, scope: Scope): Json | undefined {
    switch (expression.kind) {
      case "literal":
        return expression.value;
      case "path":
        return lookUp(expression, scope);
      case "call":
        return this.#call(expression, scope);
    }
  }

  #call(call: Expression & { kind: "call" }, scope: Scope): Json | undefined {
    const [first, second] = call.args;
    switch (call.helper) {
      case "default": {
        const value = first && this.#evaluate(first, scope);
        return value === undefined || value === null ? second && this.#need(second, scope) : value;
      }
      case "json": {
        const value = first && this.#need(first, scope);
        const indent = call.named.indent ? this.#need(call.named.indent, scope) : undefined;
        return value === undefined ? undefined : JSON.stringify(value, null, typeof indent === "number" ? indent : 0);
      }
      case "join": {
        const value = first && this.#need(first, scope);
        const between = second ? asText(this.#need(second, scope)) : ", ";
        if (value === undefined) return undefined;
        if (!Array.isArray(value)) {
          this.#problem(`join needs a list, and ${first ? say(first) : "this"} is none.`, call);
          return undefined;
        }
        return value.map(asText).join(between);
      }
      case "truncate": {
        const value = first && this.#need(first, scope);
        const length = second && this.#need(second, scope);
        if (value === undefined) return undefined;
        if (typeof length !== "number") {
          this.#problem("truncate needs a number of characters.", call);
          return undefined;
        }
        const text = [...asText(value)];
        return text.length > length ? `${text.slice(0, Math.max(0, length - 1)).join("")}…` : text.join("");
      }
      case "now":
        if (this.#options.wallMs === undefined) {
          this.#problem("{{now}} has no time here.", call);
          return undefined;
        }
        return new Date(this.#options.wallMs).toISOString();
    }
  }

  #problem(message: string, at: { start: number; end: number }): void {
    this.problems.push({ message, start: at.start, end: at.end });
  }
}

/** A name is looked for in the value at hand, then in what surrounds it. */
function lookUp(path: Expression & { kind: "path" }, start: Scope): Json | undefined {
  let scope: Scope = start;
  for (let up = 0; up < path.up; up++) {
    if (!scope.parent) return undefined;
    scope = scope.parent;
  }
  if (path.data) {
    let at: Scope | undefined = scope;
    while (at && at.index === undefined) at = at.parent;
    if (at?.index === undefined) return undefined;
    return path.data === "index" ? at.index : path.data === "first" ? at.index === 0 : at.last === true;
  }
  const [name, ...rest] = path.parts;
  let value: Json | undefined = scope.value;
  if (name !== undefined && name !== "this") {
    let found: Json | undefined;
    for (let at: Scope | undefined = scope; at && found === undefined; at = path.up > 0 ? undefined : at.parent) {
      found = propertyOf(at.value, name);
    }
    value = found;
  }
  for (const part of rest) value = value === undefined ? undefined : propertyOf(value, part);
  return value;
}

function propertyOf(value: Json, name: string): Json | undefined {
  if (Array.isArray(value)) return /^\d+$/.test(name) ? (value as readonly Json[])[Number(name)] : undefined;
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function truthy(value: Json | undefined): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

function asText(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function say(expression: Expression): string {
  return expression.kind === "path" ? `"${expression.source}"` : "this value";
}
