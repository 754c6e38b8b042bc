import type { Json } from "../base/json.ts";
import type { Path } from "../document/definition.ts";
import { parseTemplate } from "../document/parseTemplate.ts";
import type { Expression, TemplateNode } from "../document/templateNodes.ts";
import type { Source } from "./source.ts";

/** How another language writes the parts of a template; undefined: it cannot. */
export interface Writer {
  text(text: string): string;
  path(parts: readonly string[], options: { readonly optional?: boolean }): string | undefined;
  /** `{{default x "y"}}`, `{{json x}}` */
  call?(helper: string, path: readonly string[], value: Json | undefined): string | undefined;
  block?(kind: "if" | "unless" | "each", path: readonly string[], body: string, otherwise: string): string | undefined;
}

/** A template of ours in another language. What that cannot say stands there as it was, and is told. */
export function writeTemplate(text: string, writer: Writer, source: Source, path: Path): string {
  const lost = new Set<string>();
  const all = (nodes: readonly TemplateNode[], item: boolean): string => nodes.map((node) => one(node, item)).join("");
  const kept = (node: TemplateNode): string => {
    const written = text.slice(node.start, node.end);
    lost.add(written.length > 40 ? `${written.slice(0, 39)}…` : written);
    return writer.text(written);
  };
  const one = (node: TemplateNode, item: boolean): string => {
    switch (node.kind) {
      case "text":
        return writer.text(node.text);
      case "value":
        return value(node.expression, item) ?? kept(node);
      case "if": {
        const parts = plainPath(node.condition);
        const written =
          parts &&
          writer.block?.(node.negated ? "unless" : "if", parts, all(node.then, item), all(node.otherwise, item));
        return written ?? kept(node);
      }
      case "each": {
        const parts = plainPath(node.list);
        const written =
          parts && node.otherwise.length === 0 ? writer.block?.("each", parts, all(node.body, true), "") : undefined;
        return written ?? kept(node);
      }
      default:
        return kept(node);
    }
  };
  const value = (expression: Expression, item: boolean): string | undefined => {
    if (expression.kind === "literal") return writer.text(String(expression.value ?? ""));
    if (expression.kind === "call") {
      const [first, second] = expression.args;
      const parts = first && plainPath(first);
      if (!parts || Object.keys(expression.named).length > 0) return undefined;
      return writer.call?.(
        expression.helper,
        itemPath(parts, item),
        second?.kind === "literal" ? second.value : undefined,
      );
    }
    const parts = plainPath(expression);
    return parts && writer.path(itemPath(parts, item), {});
  };
  const written = all(parseTemplate(text).nodes, false);
  if (lost.size > 0) source.changed(path, `There is no way to say ${[...lost].join(", ")}: it is text there.`);
  return written;
}

function plainPath(expression: Expression): readonly string[] | undefined {
  return expression.kind === "path" && expression.up === 0 && expression.data === undefined
    ? expression.parts
    : undefined;
}

/** In a list `this` is the item. */
function itemPath(parts: readonly string[], item: boolean): readonly string[] {
  if (parts[0] === "this" || parts.length === 0) return ["item", ...parts.slice(1)];
  return item ? parts : parts;
}
