// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from "vitest";
import { unpackSteps } from "../../../src/core/trace/packSteps.ts";
import { extentOf } from "../../../src/core/trace/why.ts";
import { drawOverview, pictureOf } from "../../../src/webview/trace/drawOverview.ts";
import { recorded } from "../../core/trace/sampleRun.ts";
import { troubled, viewOf } from "./samples.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const { view, steps: packed } = viewOf(recorded(troubled));
const steps = unpackSteps(packed);
const { agents } = view.totals;

/** What is written on the axis, and the cursor's tag, as places from left to right. */
function axis(cursor: number) {
  const words: { readonly words: string; readonly from: number; readonly to: number }[] = [];
  let tag = { from: 0, to: 0 };
  const widthOf = (text: string) => text.length * 6;
  const pen = new Proxy({} as Record<string, unknown>, {
    get(target, name: string) {
      if (name === "measureText") return (text: string) => ({ width: widthOf(text) });
      if (name === "fillText")
        return (text: string, x: number, y: number) => {
          if (y === 10) words.push({ words: text, from: x, to: x + widthOf(text) });
        };
      if (name === "fillRect")
        return (x: number, y: number, w: number, h: number) => {
          if (y === 1 && h === 15) tag = { from: x, to: x + w };
        };
      return target[name] ?? (() => {});
    },
  });
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(pen as never);
  const canvas = document.createElement("canvas");
  const parent = document.createElement("div");
  Object.defineProperty(parent, "clientWidth", { value: 640 });
  parent.append(canvas);
  drawOverview(canvas, pictureOf(steps, agents, extentOf(steps), false, false), { cursor, counters: true }, {});
  return { words, tag };
}

test("the cursor's tag covers no part of a label of the axis; one that it would cover is left out", () => {
  const all = new Set(steps.flatMap((_, i) => axis(i + 1).words.map((one) => one.words)));
  let leftOut = 0;
  for (const step of steps) {
    const { words, tag } = axis(step.index);
    expect(tag.to).toBeGreaterThan(tag.from);
    for (const label of words)
      expect(label.to <= tag.from || label.from >= tag.to, `${label.words} at step ${step.index}`).toBe(true);
    if (words.length < all.size) leftOut++;
  }
  expect(all.size).toBeGreaterThan(3);
  expect(leftOut).toBeGreaterThan(0);
});
