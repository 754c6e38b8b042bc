import { expect } from "vitest";
import { parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import { diagnose } from "../../../src/core/language/diagnose.ts";
import { quickFixes } from "../../../src/core/language/quickFixes.ts";
import { shown } from "../document/problems.ts";
import { apply } from "./apply.ts";
import { today } from "./atCursor.ts";

export const head = "format: agent/v1\nname: x\nmodel: gemini-3.8-flash\n";

/** What each repair of the first finding makes of the text; none of them leaves an error, or the finding itself. */
export async function fixed(code: string, text: string): Promise<string> {
  const document = parseAgentDocument(head + text);
  const all = await diagnose(document, { wallMs: today });
  const found = all.find((problem) => problem.code === code);
  if (!found) throw new Error(`no ${code}: ${shown(all)}`);
  const fixes = quickFixes(document, found.range, [found]).filter(({ kind }) => kind === "repair");
  const results = fixes.map(async ({ title, edits }) => {
    const after = apply(document, edits);
    const left = await diagnose(parseAgentDocument(after), { wallMs: today });
    const wrong = left.filter((one) => one.code === code || one.severity === "error");
    expect(shown(wrong), after).toBe("");
    return `# ${title}\n${after.slice(head.length)}`;
  });
  return (await Promise.all(results)).join("---\n");
}
