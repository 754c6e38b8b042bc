import type { FormRule } from "./rule.ts";

/** What is found while a text is read, and when it is held against the schema. Here are only the words of their pages. */
export const formRules: readonly FormRule[] = [
  {
    id: "AG101",
    scope: "form",
    severity: "error",
  },
  {
    id: "AG102",
    scope: "form",
    severity: "error",
  },
  {
    id: "AG103",
    scope: "form",
    severity: "error",
    safe: true,
  },
  {
    id: "AG107",
    scope: "form",
    severity: "error",
  },
  {
    id: "AG108",
    scope: "form",
    severity: "error",
    safe: true,
  },
  {
    id: "AG109",
    scope: "form",
    severity: "error",
  },
  {
    id: "AG113",
    scope: "form",
    severity: "error",
  },
];

/** What is found in the files of other languages only. */
export const foreignRules: readonly FormRule[] = [
  {
    id: "AG212",
    scope: "form",
    severity: "error",
  },
  {
    id: "AG306",
    scope: "form",
    severity: "warning",
  },
  {
    id: "AG709",
    scope: "form",
    severity: "hint",
  },
];
