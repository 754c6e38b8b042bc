// @vitest-environment happy-dom
import { expect, test } from "vitest";
import * as s from "./samples.ts";

/** The page itself, with an editor behind it that only listens. */
async function open() {
  Object.assign(globalThis, {
    acquireVsCodeApi: () => ({ postMessage() {}, getState: () => undefined, setState() {} }),
  });
  await import("../../../src/webview/compare/main.ts");
  for (const data of s.messages(s.doneView, s.matrix("complete"), 192_000)) {
    dispatchEvent(new MessageEvent("message", { data }));
  }
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
}

const press = (key: string) =>
  (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
const focused = () => document.activeElement?.id;

test("keys pressed faster than frames are drawn each move on from the last", async () => {
  await open();
  document.getElementById("cell-0-0")?.focus();
  for (const key of ["ArrowDown", "ArrowDown", "ArrowRight", "ArrowDown", "ArrowRight"]) press(key);
  expect(focused()).toBe("cell-3-2");
  // Another baseline moves the column to the front; the focus goes with it.
  press("b");
  press("ArrowRight");
  expect(focused()).toBe("cell-3-0");
  // Enter, and at once back: the drawer has the focus before it is closed, and the arrows go on from where it was opened.
  press("Enter");
  expect(focused()).toBe("drawer");
  press("Escape");
  expect(focused()).toBe("cell-3-0");
  press("ArrowDown");
  expect(focused()).toBe("cell-4-0");
});
