import { expect, test } from "vitest";
import { parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import { checkForeign } from "../../../src/core/foreign/checkForeign.ts";
import { convertFile } from "../../../src/core/foreign/convertFile.ts";
import { foreignSymbols } from "../../../src/core/foreign/foreignSymbols.ts";
import { type ForeignDialect, recognise } from "../../../src/core/foreign/recognise.ts";
import { today } from "../language/atCursor.ts";
import { foreignFixtures, textOf, worldOf } from "./world.ts";

/** The text without one of its lines, with a line torn, and cut off behind it. */
function damaged(text: string): readonly string[] {
  const lines = text.split("\n");
  return lines.flatMap((line, i) => [
    [...lines.slice(0, i), ...lines.slice(i + 1)].join("\n"),
    [...lines.slice(0, i), line.slice(0, Math.ceil(line.length / 2)), ...lines.slice(i + 1)].join("\n"),
    lines.slice(0, i).join("\n"),
  ]);
}

test.each(foreignFixtures)("%s: damage stops no answer, and every finding lies in the text", async (file) => {
  const world = worldOf(file);
  for (const text of damaged(textOf(file))) {
    const dialect = recognise(file, text) as ForeignDialect | undefined;
    if (!dialect) continue;
    const document = parseAgentDocument(text);
    const context = { wallMs: today, files: new Map(), name: file, form: true };
    for (const { range } of checkForeign(document, dialect, context)) {
      expect(range.end.line).toBeLessThan(document.source.lineCount);
      expect(range.end.character).toBeLessThanOrEqual(document.source.lineLength(range.end.line));
    }
    foreignSymbols(document, dialect);
    const { text: converted, losses } = await convertFile(text, dialect, world);
    expect(converted).toContain("format: agent/v1");
    for (const { range } of losses) expect(range.start.line).toBeGreaterThanOrEqual(0);
  }
});
