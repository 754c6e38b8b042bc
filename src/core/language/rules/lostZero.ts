import type { Json } from "../../base/json.ts";
import type { Path } from "../../document/definition.ts";
import { readInput } from "../../document/inputSchema.ts";
import { rangeOf } from "../../document/node.ts";
import { fileKindOf, rootSchemas } from "../../schema/fileKind.ts";
import { schemaAt } from "../../schema/schemaAt.ts";
import { valueAt } from "../variables.ts";
import { type FilePart, type FileRule, type Finding, replace } from "./rule.ts";
import { unsteadyIn } from "./yaml11.ts";

/** `version: 1.10`: as a number it is 1.1. */
export const lostZero: FileRule = {
  id: "AG106",
  scope: "file",
  severity: "warning",
  safe: true,
  check(file) {
    const { root, source } = file.document;
    if (!root) return [];
    return unsteadyIn(root.node).flatMap(({ span, line, value }): Finding[] => {
      if (typeof value !== "number") return [];
      const range = rangeOf(span, root.base + line);
      const text = source.slice(range);
      if (!/^\d+\.\d*0$/.test(text)) return [];
      const severity = levelAt(file, file.document.pathAt(range.start)?.path ?? []);
      if (!severity) return [];
      const message = `YAML reads ${text} as the number ${value}: its last zero is lost. Put it in quotes.`;
      return [{ severity, message, range, fix: replace(range, `"${text}"`, "Put it in quotes") }];
    });
  },
};

/** An error where only a text can stand; undefined where it may well be a number. */
function levelAt({ document, facts }: FilePart, path: Path): Finding["severity"] {
  const root = rootSchemas[fileKindOf(document) ?? "agent"];
  const kind = schemaAt(root, path, document)?.schema.kind;
  if (kind === "text" || kind === "words") return "error";
  if (kind === "number") return undefined;
  const named = path.findLast((step) => typeof step === "string") ?? "";
  if (/(?:^|[_-])versions?$/i.test(named)) return "warning";
  const beside = (key: string): Json | undefined =>
    valueAt(document.value, [...path.slice(0, path.indexOf(named)), key]);
  // Every answer is a text.
  if (named === "value") return /contains|starts-with|regex/.test(String(beside("type"))) ? "warning" : undefined;
  if (named === "default" || named === "const") return beside("type") === "string" ? "warning" : undefined;
  if (named === "enum") {
    const items = beside("enum");
    const texts = Array.isArray(items) && items.some((item) => typeof item === "string");
    return beside("type") === "string" || texts ? "error" : undefined;
  }
  if (path.at(-2) !== "vars" && path.at(-3) !== "rows") return undefined;
  const declared = facts.fileInput(named);
  return declared !== undefined && readInput(named, declared, []).schema.type === "string" ? "error" : undefined;
}
