import type { KeyName } from "./actions.ts";

/** The keyboard map. `Shift+` is written only before names of more than one letter. */
const keys: Readonly<Record<string, KeyName>> = {
  F10: "next",
  "Shift+F10": "back",
  F11: "into",
  "Shift+F11": "out",
  F6: "next-pane",
  "Shift+F6": "previous-pane",
  F5: "continue",
  "Shift+F5": "reverse",
  " ": "play",
  "<": "slower",
  ">": "faster",
  j: "next",
  k: "back",
  ArrowDown: "next",
  ArrowUp: "back",
  Home: "first",
  End: "last",
  e: "next-error",
  E: "previous-error",
  l: "next-slowest",
  L: "previous-slowest",
  "/": "search",
  o: "definition",
  b: "breakpoint",
};

/** What a key means, told by where the focus is: letters mean nothing while typing, and a button keeps its Space. */
export function keyName(event: KeyboardEvent): KeyName | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const target = event.target instanceof HTMLElement ? event.target : undefined;
  const name = keys[(event.shiftKey && event.key.length > 1 ? "Shift+" : "") + event.key];
  if (!name) return undefined;
  const functionKey = /^F\d/.test(event.key);
  if (target?.matches("input:not([type=checkbox]), textarea") && !functionKey) return undefined;
  if (target?.matches("button, input, summary") && event.key === " ") return undefined;
  // A pane of text scrolls by these itself.
  if (target?.matches("[role=tabpanel]") && /^(?:Arrow|Home|End| )/.test(event.key)) return undefined;
  return name;
}
