// @vitest-environment happy-dom
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { FromTrace, ToTrace } from "../../../src/protocol/trace.ts";
import { receive, restored } from "../../../src/webview/trace/state.ts";
import { events, recorded } from "../../core/trace/sampleRun.ts";
import { asOfOf, troubled, viewOf } from "./samples.ts";

const run = recorded(troubled);
const said: FromTrace[] = [];
let kept: unknown;

beforeAll(async () => {
  vi.stubGlobal("acquireVsCodeApi", () => ({
    postMessage: (message: FromTrace) => said.push(message),
    getState: () => undefined,
    setState: (state: unknown) => {
      kept = state;
    },
  }));
  await import("../../../src/webview/trace/main.ts");
});
beforeEach(async () => {
  await tell(viewOf(run));
  await press("Home");
  said.length = 0;
});
afterEach(async () => {
  await press("1");
});

/** As the host does it: after every move the texts of the new step are answered. */
async function tell(message: ToTrace): Promise<void> {
  window.dispatchEvent(new MessageEvent("message", { data: message }));
  await drawn();
}
async function drawn(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((ok) => requestAnimationFrame(ok));
}
async function press(key: string, on: Element = document.body, shiftKey = false): Promise<void> {
  on.dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey, bubbles: true, cancelable: true }));
  await drawn();
}
async function at(step: number, text = run): Promise<void> {
  await press("Home");
  for (let i = 1; i < step; i++) await press("F10");
  await tell(asOfOf(text, step));
}
function byRole(role: string, name?: string | RegExp): HTMLElement {
  const found = allByRole(role).find((e) => {
    const label = e.getAttribute("aria-label") ?? e.textContent?.trim() ?? "";
    return name === undefined || (typeof name === "string" ? label === name : name.test(label));
  });
  if (!found) throw new Error(`No ${role} ${String(name ?? "")} in: ${document.body.textContent}`);
  return found;
}
function allByRole(role: string): HTMLElement[] {
  const tags: Record<string, string> = { button: "button:not([role])", main: "main", heading: "h1,h2,h3" };
  return [...document.querySelectorAll<HTMLElement>(`[role=${role}]${tags[role] ? `,${tags[role]}` : ""}`)];
}
const current = () => document.querySelector("[aria-current=step]")?.getAttribute("aria-label") ?? "";
const pane = () => byRole("tabpanel").textContent?.replace(/\s+/g, " ").trim() ?? "";

test("the header says where it comes from and what it came to", () => {
  const header = document.querySelector("header")?.textContent?.replace(/\s+/g, " ") ?? "";
  for (const words of [
    "Recorded",
    "Simulated",
    "support",
    "asked and served gemini-3.5-flash",
    "6.1 s",
    "$0.010",
    "2,727",
  ])
    expect(header).toContain(words);
});

test("the steps are a tree that says what each is, what it took and what it cost", () => {
  const rows = allByRole("treeitem");
  expect(rows).toHaveLength(10);
  expect(rows.map((r) => r.getAttribute("aria-label")?.replaceAll("\u00a0", " "))).toMatchInlineSnapshot(`
    [
      "1, User input, User, Where is my order 48213?",
      "2, Enter, support, 6.1 s, $0.010",
      "3, Thought, Thought, Plan I will read the order first., 656 ms, $0.0014",
      "4, Tool call, get_order, id: 48213, $0.00016",
      "5, Tool error, get_order, error: "not_found", message: "no such order", 806 ms",
      "6, Thought, Thought, Reading the error The number is not known. Either the number is wrong or the shop is. Deciding Asking once more with the zone costs little., 2.8 s, $0.0054",
      "7, Tool call, get_order, id: 48213, zone: "EU", $0.00022",
      "8, Tool result, get_order, status: "shipped", carrier: "DHL", parcel: "JD0146 0000 8873", 418 ms",
      "9, Output, Answer, Your order has shipped with DHL, parcel JD0146 0000 8873., 1.3 s, $0.0030",
      "10, Exit, support",
    ]
  `);
  expect(rows[2]?.getAttribute("aria-level")).toBe("2");
  expect(rows[0]?.getAttribute("aria-posinset")).toBe("1");
  expect(rows.filter((r) => r.tabIndex === 0)).toHaveLength(1);
});

test("the debugger's keys move one cursor, and the host is asked for its texts", async () => {
  await press("F10");
  await press("j");
  expect(current()).toMatch(/^3, Thought/);
  await press("F10", document.body, true);
  expect(current()).toMatch(/^2, Enter/);
  await press("End");
  expect(current()).toMatch(/^10, Exit/);
  await press("ArrowUp");
  expect(current()).toMatch(/^9, Output/);
  expect(said.filter((m) => m.type === "as-of").map((m) => m.index)).toEqual([2, 3, 2, 10, 9]);
});

test("e finds the error, l the slowest step", async () => {
  await press("e");
  expect(current()).toMatch(/^5, Tool error, get_order/);
  await press("l");
  expect(current()).toMatch(/^6, Thought/);
  await press("l");
  expect(current()).toMatch(/^9, Output/);
});

test("into and out of an agent", async () => {
  await press("F11");
  expect(current()).toMatch(/^3,/);
  await press("F11", document.body, true);
  expect(current()).toMatch(/^10, Exit/);
});

test("the slider says in words where the cursor stands and moves by arrows", async () => {
  const slider = byRole("slider", "Position in the run");
  await press("ArrowRight", slider);
  await press("ArrowRight", slider);
  expect(slider.getAttribute("aria-valuetext")?.replaceAll("\u00a0", " ")).toBe(
    "Step 3 of 10, Thought, support, 0.00 s",
  );
  expect(slider.getAttribute("aria-valuenow")).toBe("3");
});

test("breakpoints are set by b and reached by F5 and back by Shift+F5", async () => {
  await at(4);
  await press("b");
  await press("Home");
  await press("F5");
  expect(current()).toMatch(/^4,/);
  await press("End");
  await press("F5", document.body, true);
  expect(current()).toMatch(/^4,/);
  await press("b");
  expect(document.querySelector(".whypane")?.textContent).toContain("None. Press b");
});

test("folding a group hides its steps, and going to one of them opens it", async () => {
  await press("F10");
  await press("ArrowLeft", document.querySelector("[aria-current=step]") as Element);
  expect(allByRole("treeitem")).toHaveLength(2);
  expect(document.querySelector("[aria-current=step]")?.getAttribute("aria-expanded")).toBe("false");
  await press("e");
  expect(current()).toMatch(/^5,/);
  expect(allByRole("treeitem")).toHaveLength(10);
});

test("search marks what it finds and Enter goes through it; letters mean nothing while typing", async () => {
  await press("/");
  const input = document.getElementById("search") as HTMLInputElement;
  expect(document.activeElement).toBe(input);
  input.value = "zone: ";
  input.dispatchEvent(new Event("input", { bubbles: true }));
  await drawn();
  expect(document.querySelector("mark")?.textContent).toBe("zone:");
  expect(document.querySelector(".search")?.textContent).toContain("1 of 1");
  await press("e", input);
  expect(current()).toMatch(/^1,/);
  await press("Enter", input);
  expect(current()).toMatch(/^7, Tool call, get_order/);
  await press("Escape", input);
  expect(input.value).toBe("");
});

test("a tool call shows its arguments, and its result only when it has come", async () => {
  await at(4);
  await press("4");
  expect(pane()).toContain("The result arrives at step 5");
  expect(pane()).not.toContain("not_found");
  await at(5);
  expect(pane()).toContain("Error after 806");
  expect(pane()).toContain("no such order");
});

test("tabs are reached by number and by arrows, and say which is chosen", async () => {
  await at(6);
  await press("5");
  expect(byRole("tab", "Thoughts").getAttribute("aria-selected")).toBe("true");
  expect(pane()).toContain("Reading the error");
  await press("ArrowRight", byRole("tab", "Thoughts"));
  expect(byRole("tab", "Raw").getAttribute("aria-selected")).toBe("true");
  expect(pane()).toContain("gen_ai.input.messages");
});

test("the prompt as sent says where it parts from the one before", async () => {
  await at(9);
  await press("3");
  expect(pane()).toContain("From here on the prompt is another one than before.");
  expect(pane()).toContain("Last tool error: not_found");
});

test("time and cost add up to a hundred percent with the rest in words", () => {
  const rows = [...byRole("table", "Time by cause").querySelectorAll("[role=row]")].map((r) => r.textContent ?? "");
  expect(rows.at(-1)).toContain("Unattributed");
  expect(byRole("table", "Cost by cause").textContent).toContain("Unattributed$0.00");
});

test("o opens the line of the definition", async () => {
  await at(3);
  await press("o");
  expect(said.at(-1)).toEqual({ type: "open-definition", index: 3 });
});

test("text of a trace is text, never markup", async () => {
  const evil = recorded(
    troubled.map((e) =>
      e.kind === "tool-ended"
        ? { ...e, result: { html: "<img src=x onerror=alert(1)><a href='command:x'>go</a>" } }
        : e,
    ),
  );
  await tell(viewOf(evil));
  await at(5, evil);
  await press("4");
  expect(pane()).toContain("<img src=x onerror=alert(1)>");
  expect(document.querySelector("img, a[href]")).toBeNull();
});

test("what is kept over a reload is the place and not the trace", async () => {
  await at(6);
  await press("4");
  expect(kept).toMatchObject({ version: 1, cursor: 6, tab: "tool" });
  expect(JSON.stringify(kept).length).toBeLessThan(300);
});

test("a trace without times says so and draws no durations", async () => {
  const text = run.replace(/"(?:start|end)TimeUnixNano":"\d+",?/g, "").replace(/,(?=\})/g, "");
  await tell(viewOf(text));
  expect(document.body.textContent).toContain("This trace has no times.");
  expect(document.querySelector("header")?.textContent).toContain("not recorded");
  expect(document.body.textContent).toContain("there is nothing to divide up");
  expect(document.querySelector(".micro")).toBeNull();
});

test("a torn file says in which line and offers to show it", async () => {
  await tell(viewOf(run.slice(0, run.length - 300)));
  expect(byRole("alert").textContent).toContain("The file ends in the middle of line");
  byRole("button", /^Show line/).click();
  expect(said.at(-1)).toEqual({ type: "open-text", line: expect.any(Number) });
});

test("a live run is followed until the person steps back", async () => {
  const growing = (n: number) => viewOf(recorded(events.slice(0, n)), { live: true });
  await press("End");
  await tell(growing(6));
  await press("End");
  await tell(growing(8));
  expect(current()).toMatch(/^5, Tool result/);
  await press("k");
  await tell(growing(9));
  expect(current()).toMatch(/^4,/);
  expect(document.body.textContent).toContain("Following stopped. 2 newer steps.");
});

test("a file that is being read can be used, and the reading stopped", async () => {
  await tell(viewOf(run, { reading: { read: 43e6, size: 100e6, stopped: false, leftMs: 400 } }));
  expect(document.querySelector(".banner")?.textContent?.replaceAll("\u00a0", " ")).toContain("43 of 100 MB, 10 steps");
  byRole("button", "Cancel").click();
  expect(said.at(-1)).toEqual({ type: "stop-reading" });
});

test.each([
  [{ kind: "empty" }, "Nothing recorded yet"],
  [{ kind: "newer", format: 7, reads: 1 }, "This trace has format 7; this version reads up to 1."],
  [{ kind: "not-a-trace", looked: ["OTLP"] }, "This file is not a trace that Flashback knows."],
  [{ kind: "unreadable", message: "It is not there any more." }, "It is not there any more."],
] as const)("when there is nothing to replay the panel says why: %j", async (why, words) => {
  await tell({ type: "refused", name: "x.otlp.jsonl", why });
  expect(byRole("main").textContent).toContain(words);
});

const counter = (name: string) =>
  [...document.querySelectorAll(".gut:not(.right) > div")].findIndex((e) => e.textContent?.startsWith(name));
const counted = (name: string) => document.querySelectorAll(".gut.right > div")[counter(name)]?.textContent?.trim();
const unpriced = (list: typeof troubled) =>
  list.map((event) => {
    if (event.kind !== "turn-ended") return event;
    const { cost: _, ...rest } = event;
    return rest;
  });

test("before anything has cost something the counter says $0, and not that costs are missing", async () => {
  await at(1);
  expect(counted("Cost")).toBe("$0 so far");
  await tell(viewOf(recorded(unpriced(troubled))));
  await press("Home");
  expect(counted("Cost")).toBe("– not recorded");
});

test("a prompt that fills next to nothing of the window does not fill 0 %", async () => {
  await tell(viewOf(run, { contextLimit: 1e9 }));
  await at(6);
  expect(counted("Context")).toBe("905 · under 0.01\u00a0%");
});

test("a live run that has not been billed yet does not say that costs are missing", async () => {
  await tell(viewOf(recorded(events.slice(0, 3)), { live: true }));
  expect(document.querySelector("header")?.textContent).toContain("none so far");
  expect(document.querySelector("header")?.textContent).not.toContain("not recorded");
});

test("totals of a file that was read in part are not shown as final", async () => {
  await tell(viewOf(run, { reading: { read: 43e6, size: 100e6, stopped: true } }));
  expect(document.querySelector("header")?.textContent).toContain("6.1\u00a0s so far");
  expect(byRole("toolbar").textContent).toContain("of 10 so far");
});

test("how far the reading has come is not read aloud with every piece", async () => {
  await tell(viewOf(run, { reading: { read: 43e6, size: 100e6, stopped: false, leftMs: 400 } }));
  expect(allByRole("status").filter((e) => e.textContent?.includes("Reading"))).toEqual([]);
  expect(document.querySelector("progress")?.getAttribute("aria-label")).toBe("Reading the trace");
});

test("the tree can be reached by Tab also where the current step is folded away", async () => {
  await at(6);
  const group = byRole("treeitem", /^2, Enter/);
  group.dispatchEvent(new MouseEvent("dblclick", { bubbles: true }));
  await drawn();
  expect(allByRole("treeitem").filter((e) => e.tabIndex === 0)).toHaveLength(1);
  group.dispatchEvent(new MouseEvent("dblclick", { bubbles: true }));
  await drawn();
});

test("a narrow panel keeps every total: time, cost, and all three kinds of tokens", async () => {
  const kept = [...document.querySelectorAll("header .totals div:not(.hide-narrow, .hide-mid) dt")];
  expect(kept.map((each) => each.textContent)).toEqual(["Time", "Cost", "In", "Thinking", "Out"]);
});

test("tokens that nobody counted are not 0", async () => {
  const file = path.join(import.meta.dirname, "../../fixtures/traces/state.otlp.jsonl");
  await tell(viewOf(readFileSync(file, "utf8")));
  expect(counted("Tokens")).toBe("– not recorded");
  expect(document.querySelector("header")?.textContent?.replace(/\s+/g, " ")).toContain("In– Thinking– Out– tokens");
});

test("Esc leads back to the tree from wherever the focus is", async () => {
  await at(6);
  byRole("tab", /^State/).focus();
  await press("Escape", byRole("tab", /^State/));
  expect(document.activeElement?.id).toBe("step-6");
});

test("where nothing is recorded its button says what it does, and promises no free run", async () => {
  await tell({ type: "refused", name: "trace.otlp.jsonl", why: { kind: "empty" } });
  expect(document.body.textContent).not.toContain("free");
  byRole("button", "Open the samples").click();
  expect(said.at(-1)).toEqual({ type: "open-sample" });
});

test("F6 goes from pane to pane and Shift+F6 back, each by its one stop, and the cursor stays", async () => {
  await at(3);
  const stop = () => {
    const on = document.activeElement;
    return on?.closest("section")?.getAttribute("aria-label");
  };
  const way = async (shiftKey: boolean, times: number) => {
    const seen: unknown[] = [];
    for (let i = 0; i < times; i++) {
      await press("F6", document.activeElement ?? document.body, shiftKey);
      seen.push(stop());
    }
    return seen;
  };
  document.getElementById("overview")?.focus();
  const order = await way(false, 4);
  expect(order.slice(0, 2)).toEqual(["Steps", "As of this step"]);
  expect(order).toContain("Overview");
  document.getElementById("overview")?.focus();
  await way(false, 1);
  expect(document.activeElement?.id).toBe("step-3");
  expect(await way(true, 1)).toEqual(["Overview"]);
  expect(current()).toMatch(/^3/);
});

test("a message of a newer host changes nothing", async () => {
  await tell({ type: "something new" } as unknown as ToTrace);
  expect(allByRole("treeitem")).toHaveLength(10);
});

test("a live run that was followed is followed again when its tab is shown again", () => {
  const live = viewOf(recorded(events.slice(0, 8)), { live: true });
  const place = { version: 1, cursor: 2, tab: "conversation", scope: "run", breakpoints: [], folded: [] };
  expect(receive(restored({ ...place, following: true }), live).cursor).toBe(5);
  expect(receive(restored(place), live).cursor).toBe(2);
});
