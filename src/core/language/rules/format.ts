import { rangeOf } from "../../document/node.ts";
import { type FileRule, replace } from "./rule.ts";

export const formatLine: FileRule = {
  id: "AG114",
  scope: "file",
  severity: "hint",
  safe: true,
  check({ document, facts }) {
    const root = document.root;
    if (root?.node.kind !== "map" || root.node.flow || facts.file("format") !== undefined) return [];
    const first = root.node.entries[0];
    if (!first) return [];
    const range = rangeOf(first.keySpan, root.base + first.line);
    const message = '"format: agent/v1" on the first line tells every tool what this file is.';
    return [
      {
        message,
        range,
        fix: replace({ start: range.start, end: range.start }, "format: agent/v1\n", "Insert format: agent/v1"),
      },
    ];
  },
};
