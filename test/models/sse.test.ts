import fc from "fast-check";
import { expect, test } from "vitest";
import { SseSplitter } from "../../src/models/sse.ts";

function split(chunks: readonly Uint8Array[]) {
  const splitter = new SseSplitter();
  const events = chunks.flatMap((chunk) => splitter.push(chunk));
  return { events, rest: splitter.rest };
}

test("however the bytes are cut, the events are the same and none is lost", () => {
  const line = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !/[\r\n]/.test(text));
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1, maxLength: 6 }),
      fc.constantFrom("\n\n", "\r\n\r\n", "\r\r"),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      (texts, border, sizes) => {
        const bytes = new TextEncoder().encode(texts.map((text) => `data: ${text}${border}`).join(""));
        const chunks: Uint8Array[] = [];
        for (let at = 0, i = 0; at < bytes.length; i++) {
          const size = sizes[i % sizes.length] ?? 1;
          chunks.push(bytes.slice(at, at + size));
          at += size;
        }
        expect(split(chunks)).toEqual({ events: texts, rest: "" });
      },
    ),
  );
});

test("comments and other fields are no events, several data lines are one, the rest is kept", () => {
  const bytes = new TextEncoder().encode(': ping\n\nevent: x\nid: 1\ndata: a\ndata: b\n\ndata:c\n\ndata: {"half');
  expect(split([bytes])).toEqual({ events: ["a\nb", "c"], rest: 'data: {"half' });
});
