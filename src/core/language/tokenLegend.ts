/** Words of the protocol; an editor that knows none of ours still has a colour for each. */
export const tokenTypes = [
  "variable",
  "property",
  "class",
  "function",
  "label",
  "enumMember",
  "struct",
  "namespace",
  "keyword",
  "operator",
  "number",
  "string",
] as const;
export const tokenModifiers = ["declaration", "modification", "readonly", "defaultLibrary"] as const;
