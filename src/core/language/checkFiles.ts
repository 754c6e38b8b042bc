import type { AgentDocument } from "../document/agentDocument.ts";
import type { Problem } from "../document/problem.ts";
import { refusal } from "../document/resolve.ts";
import { type FileTexts, fileReferences } from "./fileReferences.ts";

/** Files that are not there (AG201), and paths that cannot be followed elsewhere (AG202). */
export function checkFiles(document: AgentDocument, files: FileTexts): readonly Problem[] {
  return fileReferences(document).flatMap(({ file, range }): Problem[] => {
    const refused = refusal(file);
    if (refused) {
      const slashed = file.replaceAll("\\", "/");
      const fix = slashed === file ? {} : { fix: { title: "Write it with /", edits: [{ range, newText: slashed }] } };
      return [{ code: "AG202", severity: "error", message: refused, range, ...fix }];
    }
    if (!files.has(file) || files.get(file) !== undefined) return [];
    const message = `The file ${file} was not found. Paths are relative to this definition.`;
    return [{ code: "AG201", severity: "error", message, range }];
  });
}
