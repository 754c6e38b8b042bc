import type { TemplateNode } from "./templateNodes.ts";

/** All `{{> file}}` of a template, in order. */
export function partialsOf(nodes: readonly TemplateNode[]): readonly (TemplateNode & { kind: "partial" })[] {
  return nodes.flatMap((node) => {
    switch (node.kind) {
      case "partial":
        return [node];
      case "if":
        return [...partialsOf(node.then), ...partialsOf(node.otherwise)];
      case "each":
      case "with":
        return [...partialsOf(node.body), ...partialsOf(node.otherwise)];
      default:
        return [];
    }
  });
}
