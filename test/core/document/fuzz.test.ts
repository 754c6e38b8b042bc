import { expect, test } from "vitest";
import { type AgentDocument, parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import type { Placed } from "../../../src/core/document/node.ts";
import { shown } from "./problems.ts";
import { everyValue, numbers, sampleTexts } from "./texts.ts";

/** Milliseconds for each text; more in a long run: FUZZ_MS=60000 FUZZ_SEED=5 vitest run fuzz */
const time = Number(process.env.FUZZ_MS ?? 800);
const seed = Number(process.env.FUZZ_SEED ?? 1);
const texts = new Map([...sampleTexts(), ["every kind of value", everyValue] as const]);

for (const [name, text] of texts) {
  test(`${name}: typed from the first character to the last, every state of it can be read`, () => {
    let document = parseAgentDocument("");
    for (const [index, character] of [...text].entries()) {
      const end = document.source.positionAt(document.text.length);
      document = document.edit({ start: end, end }, character);
      expectSound(document);
      if (index % 61 !== 0) continue;
      const anew = parseAgentDocument(document.text);
      expect(shown(document.problems)).toBe(shown(anew.problems));
      expect(document.value).toEqual(anew.value);
    }
    expect(document.text).toBe(text.replace(/^\uFEFF/, ""));
    expect(shown(document.problems)).toBe("");
  });

  test(
    `${name}: with any one character more, less or other it can be read`,
    () => {
      const next = numbers(seed);
      const whole = parseAgentDocument(text);
      const characters = ` \n\t:-#"'[]{},|>&*!?%@\`\\x0~\r\u2028\u0000\uD800`;
      const end = performance.now() + time;
      let slowest = 0;
      for (let count = 0; count < 50 || performance.now() < end; count++) {
        const at = next(text.length + 1);
        const start = whole.source.positionAt(at);
        const behind = whole.source.positionAt(Math.min(text.length, at + next(2)));
        const began = process.cpuUsage();
        const document = whole.edit({ start, end: behind }, next(3) ? characters.charAt(next(characters.length)) : "");
        expectSound(document);
        const { user } = process.cpuUsage(began);
        slowest = Math.max(slowest, user / 1000);
      }
      expect(slowest).toBeLessThan(500);
    },
    time + 60_000,
  );
}

/** It has a value, and everything in it lies inside of its text. */
function expectSound(document: AgentDocument): void {
  const { source } = document;
  expect(document.value).toBeDefined();
  for (const { range, message } of document.problems) {
    const { start, end } = range;
    const inside =
      start.line >= 0 &&
      (start.line < end.line || (start.line === end.line && start.character <= end.character)) &&
      end.line < source.lineCount &&
      start.character >= 0 &&
      end.character <= source.lineLength(end.line) + 1;
    if (!inside || message === "") expect({ range, message, text: document.text }).toBe("inside of the text");
  }
  if (document.root) expectInside(document, document.root);
}

function expectInside(document: AgentDocument, { node, base }: Placed): void {
  const { source } = document;
  const { line, column, endLine, endColumn } = node.span;
  const ordered = line < endLine || (line === endLine && column <= endColumn);
  const inside = base + line >= 0 && base + endLine < source.lineCount;
  if (!ordered || !inside || endColumn > source.lineLength(base + endLine)) {
    expect({ span: node.span, base, text: document.text }).toBe("inside of the text");
  }
  if (node.kind === "map") {
    for (const { value, line: below } of node.entries) expectInside(document, { node: value, base: base + below });
  } else if (node.kind === "list") {
    for (const { value, line: below } of node.items) expectInside(document, { node: value, base: base + below });
  }
}
