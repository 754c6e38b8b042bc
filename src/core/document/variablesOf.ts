import type { Expression, Template, TemplateNode } from "./templateNodes.ts";

/** One use of a variable in a template. */
export interface VariableUse {
  /** The first part: `state` of `state.answer`. */
  readonly name: string;
  readonly path: readonly string[];
  /** Of the whole path, in the template's text. */
  readonly start: number;
  readonly end: number;
  /** Inside `each` or `with`, where the name may also be one of the item's. */
  readonly local: boolean;
  /** `{{#if x}}` and `{{default x …}}`: it may be missing. */
  readonly optional: boolean;
}

/** Every variable that a template names, in order. `this`, `@index` and `../` (which depend on the place) are left out. */
export function variablesOf(template: Template): readonly VariableUse[] {
  const uses: VariableUse[] = [];
  const expression = (e: Expression, local: boolean, optional: boolean) => {
    if (e.kind === "call") {
      e.args.forEach((arg, i) => {
        expression(arg, local, e.helper === "default" && i === 0);
      });
      for (const arg of Object.values(e.named)) expression(arg, local, false);
    } else if (e.kind === "path" && !e.data && e.up === 0 && e.parts[0] !== undefined && e.parts[0] !== "this") {
      uses.push({ name: e.parts[0], path: e.parts, start: e.start, end: e.end, local, optional });
    }
  };
  const visit = (nodes: readonly TemplateNode[], local: boolean) => {
    for (const node of nodes) {
      switch (node.kind) {
        case "text":
        case "partial":
          break;
        case "value":
          expression(node.expression, local, false);
          break;
        case "if":
          expression(node.condition, local, true);
          visit(node.then, local);
          visit(node.otherwise, local);
          break;
        case "each":
          expression(node.list, local, false);
          visit(node.body, true);
          visit(node.otherwise, local);
          break;
        case "with":
          expression(node.value, local, false);
          visit(node.body, true);
          visit(node.otherwise, local);
          break;
      }
    }
  };
  visit(template.nodes, false);
  return uses.sort((a, b) => a.start - b.start);
}
