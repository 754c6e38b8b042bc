// @vitest-environment happy-dom
import { html, render } from "lit/html.js";
import { expect, test, vi } from "vitest";
import { button, segments, simulatedBadge } from "../../../src/webview/ui/controls.ts";
import { icon } from "../../../src/webview/ui/icon.ts";
import { style } from "../../../src/webview/ui/style.ts";
import { tokenBar } from "../../../src/webview/ui/tokenBar.ts";

function draw(what: unknown): HTMLElement {
  const root = document.createElement("div");
  document.body.replaceChildren(root);
  render(what, root);
  return root;
}

test("an icon says nothing aloud", () =>
  expect(draw(icon("check")).querySelector("svg")?.getAttribute("aria-hidden")).toBe("true"));

test("a button that is only an icon has a name", () => {
  const click = vi.fn();
  const root = draw(button({ label: "Close", icon: "close", iconOnly: true, click }));
  root.querySelector<HTMLElement>("button[aria-label=Close]")?.click();
  expect(click).toHaveBeenCalledOnce();
});

test("styles are set without a style attribute in the markup, and go when they are left out", () => {
  const root = document.createElement("div");
  const at = (width: string | undefined) => html`<i ${style({ width, "flex-grow": 2 })}></i>`;
  render(at("40%"), root);
  expect(root.querySelector("i")?.style.width).toBe("40%");
  render(at(undefined), root);
  expect(root.querySelector("i")?.style.width).toBe("");
});

test("a token bar shows each kind's share", () => {
  const bars = [...draw(tokenBar({ in: 1, cached: 0, think: 2, out: 1 })).querySelectorAll("i")];
  expect(bars.map((b) => [b.className, b.style.width])).toEqual([
    ["k-in", "25.000%"],
    ["k-think", "50.000%"],
    ["k-out", "25.000%"],
  ]);
});

test("an arrow key chooses the next of a group", () => {
  const choose = vi.fn();
  const rows = [
    { id: "a", label: "A" },
    { id: "b", label: "B" },
  ];
  const root = draw(segments("View", rows, "a", choose));
  root.querySelector("[role=radiogroup]")?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
  expect(choose).toHaveBeenCalledWith("b");
});

test("what is simulated says so in words", () => expect(draw(simulatedBadge()).textContent).toContain("Simulated"));
