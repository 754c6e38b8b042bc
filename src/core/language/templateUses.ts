import type { Expression, Template, TemplateNode } from "../document/templateNodes.ts";

/** A path that a template names, part by part, and the blocks around it. `this` and `@index` have no parts of their own. */
export interface TemplateUse {
  readonly parts: readonly NamePart[];
  /** The path begins at the item of the block: `this.x`, `./x`. */
  readonly fromItem: boolean;
  /** Number of `../`. */
  readonly up: number;
  /** `each` and `with` around it, the outermost first. */
  readonly frames: readonly Frame[];
}

export interface NamePart {
  readonly name: string;
  /** Offsets in the template's text. */
  readonly start: number;
  readonly end: number;
}

/** What a block makes the value at hand: an item of a list, or a value. */
export interface Frame {
  readonly each: boolean;
  /** Absent when it is not a path, but a literal or a call. */
  readonly of?: TemplateUse;
}

export function templateUses(template: Template): readonly TemplateUse[] {
  const uses: TemplateUse[] = [];
  const expression = (e: Expression, frames: readonly Frame[]) => {
    if (e.kind === "call") {
      for (const arg of [...e.args, ...Object.values(e.named)]) expression(arg, frames);
    } else if (e.kind === "path" && !e.data) {
      const use = useOf(e, frames);
      if (use.parts.length > 0) uses.push(use);
    }
  };
  const visit = (nodes: readonly TemplateNode[], frames: readonly Frame[]) => {
    for (const node of nodes) {
      switch (node.kind) {
        case "text":
        case "partial":
          break;
        case "value":
          expression(node.expression, frames);
          break;
        case "if":
          expression(node.condition, frames);
          visit(node.then, frames);
          visit(node.otherwise, frames);
          break;
        case "each":
        case "with": {
          const each = node.kind === "each";
          const of = each ? node.list : node.value;
          expression(of, frames);
          const frame: Frame = of.kind === "path" && !of.data ? { each, of: useOf(of, frames) } : { each };
          visit(node.body, [...frames, frame]);
          visit(node.otherwise, frames);
          break;
        }
      }
    }
  };
  visit(template.nodes, []);
  return uses.sort((a, b) => (a.parts[0]?.start ?? 0) - (b.parts[0]?.start ?? 0));
}

function useOf(path: Expression & { kind: "path" }, frames: readonly Frame[]): TemplateUse {
  const from = path.up * 3;
  const parts: NamePart[] = [];
  for (const { 0: name, index } of path.source.slice(from).matchAll(/[\p{L}\p{N}_-]+/gu)) {
    const start = path.start + from + index;
    parts.push({ name, start, end: start + name.length });
  }
  const fromItem = path.parts[0] === "this";
  // `this` is written out, or only meant by `./`.
  if (fromItem && parts[0]?.name === "this") parts.shift();
  return { parts, fromItem, up: path.up, frames };
}
