import type { FormRule } from "./rule.ts";

/** What is found while a text is read, and when it is held against the schema. Here are only the words of their pages. */
export const formRules: readonly FormRule[] = [
  {
    id: "AG101",
    scope: "form",
    severity: "error",
    title: "The text is not YAML",
    fix: "Closes the quote or bracket, moves the line, puts the text in quotes: as the case may be.",
  },
  {
    id: "AG102",
    scope: "form",
    severity: "error",
    title: "A key stands twice",
    fix: "Removes the first one, which has no effect.",
  },
  {
    id: "AG103",
    scope: "form",
    severity: "error",
    title: "A text that begins with a brace",
    fix: "Puts the text in quotes.",
    safe: true,
  },
  {
    id: "AG107",
    scope: "form",
    severity: "error",
    title: "A key that the language does not have",
    fix: "Changes it to the nearest key, or puts `x-` before it.",
  },
  {
    id: "AG108",
    scope: "form",
    severity: "error",
    title: "A key of another language",
    fix: "Renames the key, or moves it to the map where it belongs.",
    safe: true,
  },
  {
    id: "AG109",
    scope: "form",
    severity: "error",
    title: "A value of the wrong kind",
    fix: "Changes the value to what was likely meant.",
  },
  {
    id: "AG113",
    scope: "form",
    severity: "error",
    title: "Parts of YAML that are not part of the language",
    fix: "Removes the line that begins a second document.",
  },
];

/** What is found in the files of other languages only. */
export const foreignRules: readonly FormRule[] = [
  {
    id: "AG212",
    scope: "form",
    severity: "error",
    title: "A name that ADK refuses",
    fix: "Replaces what is not allowed by `_`.",
  },
  {
    id: "AG306",
    scope: "form",
    severity: "warning",
    title: "Braces that ADK would try to fill in",
    fix: "Writes `{name?}`.",
  },
  {
    id: "AG709",
    scope: "form",
    severity: "hint",
    title: "A reference to Python code",
  },
];
