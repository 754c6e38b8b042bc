// @vitest-environment happy-dom
import { render } from "lit/html.js";
import { expect, test, vi } from "vitest";
import { runOf, totalsOf } from "../../../src/core/runs/step.ts";
import { nanoUsd, tokens } from "../../../src/core/tokens/units.ts";
import type { FromCompare, ToCompare } from "../../../src/protocol/compare.ts";
import type { CompareActions } from "../../../src/webview/compare/actions.ts";
import { standingOf } from "../../../src/webview/compare/figures.ts";
import { nextError } from "../../../src/webview/compare/grid.ts";
import { type CompareState, emptyState, lookOf, receive, restored } from "../../../src/webview/compare/state.ts";
import { comparePanel } from "../../../src/webview/compare/view.ts";
import { show, textOf } from "../ask.ts";
import * as s from "./samples.ts";

function stateOf(messages: readonly ToCompare[], more: Partial<CompareState> = {}): CompareState {
  return { ...messages.reduce<CompareState>((at, message) => receive(at, message), emptyState), ...more };
}

function panelActions(said: FromCompare[] = []) {
  return {
    post: (message: FromCompare) => void said.push(message),
    setUp: vi.fn(),
    start: vi.fn(),
    askCancel: vi.fn(),
    askStart: vi.fn(),
    askCap: vi.fn(),
    cancel: vi.fn(),
    select: vi.fn(),
    filter: vi.fn(),
    find: vi.fn(),
    showAll: vi.fn(),
    baseline: vi.fn(),
    other: vi.fn(),
  } satisfies CompareActions;
}

function panel(messages: readonly ToCompare[], more: Partial<CompareState> = {}, narrow = false) {
  const said: FromCompare[] = [];
  const actions = panelActions(said);
  return { page: show(comparePanel(stateOf(messages, more), actions, narrow)), said, actions };
}

const complete = s.messages(s.doneView, s.matrix("complete"), 192_000);
const running = s.messages(s.begunView, s.matrix("running"));

test("before anything: the questions, each with its runs, cost and time", () => {
  const { page, said } = panel(s.messages(s.emptyView));
  expect(page.text).toContain("Nothing compared yet");
  expect(page.text).toContain("You see the number of runs, the cost and the time before anything starts.");
  const question = page.get("button", /^Is one of my variants better\?/);
  expect(textOf(question)).toContain("24 runs $1.1–1.9 · 3–4 min");
  question.click();
  expect(said).toEqual([{ type: "set-up", setUp: s.setUp }]);
});

test("without a key it says that comparisons run on the simulator", () => {
  const { page } = panel(s.messages(s.noKeyView));
  expect(page.text).toContain("No key yet: comparisons run on the simulator.");
  expect(page.text).toContain("24 runs simulated · 3–4 min");
});

test("the set-up reads as a product, and its parts can be taken away", () => {
  const { page, actions } = panel(s.messages(s.setUpView));
  expect(page.text).toContain("160 about 160–320 calls");
  expect(page.text).toContain("Cost $1.1–1.9 80 %");
  expect(page.text).toContain("3–4 min 12 at a time");
  page.click("button", "Remove no_review");
  expect(actions.setUp).toHaveBeenCalledWith({ variants: ["base"] });
  page.get("button", "Remove medium").dispatchEvent(new KeyboardEvent("keydown", { key: "Delete" }));
  expect(actions.setUp).toHaveBeenCalledWith({ thinking: ["low"] });
  const add = page.get("combobox", "Add a model") as HTMLSelectElement;
  add.value = "gemini-3.5-flash-lite";
  add.dispatchEvent(new Event("change"));
  expect(actions.setUp).toHaveBeenCalledWith({ models: ["gemini-3.5-flash-lite"] });
});

test("over the threshold it asks before it starts", () => {
  expect(panel(s.messages(s.setUpView)).page.text).toContain("Over $1.00: Start asks first");
  const { page, said } = panel(s.messages(s.setUpView), { asksStart: true });
  expect(textOf(page.get("alertdialog"))).toContain("This may cost $1.1–1.9; you are asked above $1.00.");
  page.click("button", "Start all the same");
  expect(said).toEqual([{ type: "start", confirmed: true }]);
});

const cap = { usd: 1, line: 77 };
const capped = (view: typeof s.setUpView) => ({
  ...view,
  plan: { ...s.planNote, cost: { low: nanoUsd(8.4e9), high: nanoUsd(12.6e9) }, cap },
});

test("over the file's cap it says so before, and asks what to do", () => {
  expect(panel(s.messages(capped(s.setUpView))).page.text).toContain(
    "Over the file's cap of $1.00 (line 77): Start asks first",
  );
  const { page, said, actions } = panel(s.messages(capped(s.setUpView)), { asksStart: true });
  expect(textOf(page.get("alertdialog"))).toContain("This may cost $8.4–13; the file allows $1.00.");
  page.click("button", "Use fewer repeats");
  expect(actions.setUp).toHaveBeenCalledWith({ repeats: 1 });
  page.click("button", "Cancel");
  expect(actions.askStart).toHaveBeenCalledWith(false);
  page.click("button", "Raise the cap for this comparison");
  expect(said).toEqual([{ type: "start", confirmed: true, capUsd: 13 }]);
  const under = { ...s.setUpView, plan: { ...s.planNote, cap: { usd: 2, line: 77 } } };
  expect(panel(s.messages(under)).page.text).toContain("Over $1.00: Start asks first");
});

test("stopped at the cap: what is spent and done, and the way on", () => {
  const problem = { kind: "budget", which: "per_suite.max_cost_usd", spent: 0.7, cap: 0.5 } as const;
  const stopped = s.messages(capped(s.begunView), { ...s.matrix("stopped", false), problem });
  const { page, said, actions } = panel(stopped);
  const strip = textOf(page.get("alert"));
  expect(strip).toMatch(
    /Stopped at the budget: (at least )?\$[\d.]+ of \$0\.50 spent\. 64 of 160 runs are done and kept;/,
  );
  expect(strip).toContain("budget.per_suite.max_cost_usd, line 77");
  expect(strip).toContain("The file is not changed.");
  page.click("button", "Raise the cap to $13 for this comparison");
  expect(said).toEqual([{ type: "go-on", capUsd: 13 }]);
  page.click("button", "Keep what is done");
  expect(actions.askCap).toHaveBeenCalledWith(false);
  const kept = panel(stopped, { asksCap: false });
  expect(kept.page.has("alert")).toBe(false);
  expect(kept.page.text).toContain("Stopped at the budget");
  kept.page.click("button", "Go on from here…");
  expect(kept.actions.askCap).toHaveBeenCalledWith(true);
});

test("what cannot start says why", () => {
  const view = { ...s.setUpView, plan: { ...s.planNote, problem: "Input 1 needs message." } };
  const { page } = panel(s.messages(view));
  expect(page.text).toContain("Input 1 needs message.");
  expect((page.get("button", "Start") as HTMLButtonElement).disabled).toBe(true);
});

test("while it runs: how far, how much, how many at a time, and no verdict", () => {
  const { page, said, actions } = panel(running);
  expect(page.text).toContain("64 of 160 runs");
  expect(page.text).toContain("12 at a time");
  expect(page.text).toContain("1 error");
  expect(page.text).toContain("When the last run has ended.");
  expect(page.text).not.toMatch(/Cheaper|Dearer|Faster|Slower/);
  expect(page.get("progressbar").getAttribute("aria-valuenow")).toBe("64");
  page.click("button", "Pause");
  expect(said).toEqual([{ type: "pause" }]);
  page.click("button", "Cancel");
  expect(actions.askCancel).toHaveBeenCalledWith(true);
});

test("progress is spoken at most once for each tenth of the way", () => {
  expect(panel(running).page.get("status").textContent).toBe("40 % of the runs done, 1 error");
});

test("cancelling asks first and promises what is kept", () => {
  const { page, actions } = panel(running, { asksCancel: true });
  expect(textOf(page.get("alertdialog"))).toContain("Cancel after 64 of 160 runs? What is done is kept.");
  page.click("button", "Cancel the comparison");
  expect(actions.cancel).toHaveBeenCalled();
});

test("a cell streams: which run, how long, what it says", () => {
  const { page } = panel(running);
  expect(textOf(page.get("gridcell", "base low, input 1: 2 of 5 done"))).toMatch(
    /^2\/5 Your parcel left our hub .* run 3 of 5 · .* tokens out · streaming$/,
  );
});

test("a wait for the quota stands in its cell", () => {
  const { page } = panel([...running, { type: "events", events: [s.retryEvent], now: s.at(6000) }]);
  expect(page.text).toContain("429: quota per minute. Tries again in 13 s (2nd of 5)");
  expect(page.text).toContain("1 waiting");
});

test("at the end: verdicts with intervals, price first", () => {
  const { page } = panel(complete);
  expect(page.text).toMatch(/Dearer by \d+–\d+ %/);
  expect(page.text).toMatch(/Cheaper by \d+–\d+ %/);
  expect(page.text).toContain("Quality is not judged: no checks ran.");
  expect(page.text).toContain("The others are measured against this column, input by input.");
  expect(page.text).toContain("n = 39, 1 error");
});

test("when all has run the set-up bar says so, and otherwise how many of how many", () => {
  const bar = (...given: Parameters<typeof panel>) => textOf(panel(...given).page.get("region", "What is compared"));
  expect(bar(complete)).toContain("Runs all 160 done");
  const stopped = s.messages({ ...s.begunView, endedAt: s.at(8000) }, s.matrix("cancelled"));
  expect(bar(stopped)).toContain("Runs 64 of 160 done");
});

test("simulated runs get no verdict", () => {
  const { page } = panel(s.messages({ ...s.simulatedView, endedAt: s.at(9000) }, s.matrix("complete")));
  expect(page.text).toContain("Simulated: no verdict is drawn from this.");
  expect(page.text).not.toMatch(/Cheaper by|Dearer by|Faster by|Slower by/);
  expect(page.text).toContain("Spent $0");
});

test("a comparison that was cancelled keeps what is done and can go on", () => {
  const { page, said } = panel(s.messages(s.begunView, s.matrix("cancelled")));
  expect(page.get("alert").textContent).toContain("Cancelled after 64 of 160 runs");
  expect(page.text).toContain("Stopped before there was enough to say.");
  page.click("button", "Go on from here");
  expect(said).toEqual([{ type: "go-on" }]);
});

test("one that a closed window cut off comes back as interrupted, with what had arrived", () => {
  const { page } = panel(
    s.messages({ ...s.begunView, reopened: { savedAt: s.start, interrupted: true } }, s.matrix("running")),
  );
  expect(page.get("alert").textContent).toContain("Interrupted after 64 of 160 runs");
  expect(page.has("button", "Pause")).toBe(false);
  expect(page.text).toContain("reopened");
  expect(page.text).toContain("Your parcel left our hub");
});

test("what was spent counts every run: cancelled, cut, under way, and those that another took the cell of", () => {
  const done = s.messages(s.doneView, s.matrix("complete"), 192_000);
  const spent = (messages: readonly ToCompare[]) => standingOf(stateOf(messages).matrix).spent;
  const { cost: before } = spent(done);
  const [cell] = s.plan.cells;
  const again = s.cellEvents(0, 0, 0).map((event) => ({ kind: "cell" as const, cell: cell?.id ?? "", event }));
  const run = stateOf(done).matrix.runs.get(cell?.id ?? "");
  if (!run || run.kind === "waiting") throw new Error("no run");
  const { cost = 0 } = totalsOf(run);
  expect(cost).toBeGreaterThan(0);
  const more = (events: typeof again): ToCompare[] => [{ type: "events", events, now: s.at(200_000) }];
  // One of the scene's runs was cut: what it told until then is the least of it.
  expect(spent([...done, ...more(again)])).toEqual({ cost: before + cost, atLeast: true });
  // Until it has been billed, and where it is cancelled, what the former run took is not forgotten.
  expect(spent([...done, ...more(again.slice(0, 2))]).cost).toBe(before);
  const cancelled = { kind: "cell" as const, cell: cell?.id ?? "", event: { kind: "cancelled" as const, at: s.at(9) } };
  expect(spent([...done, ...more([...again.slice(0, 2), cancelled])])).toEqual({ cost: before, atLeast: true });
  const { page } = panel([...done, ...more([...again.slice(0, 2), cancelled])]);
  expect(page.text).toContain("Spent at least $");
});

test("results of an older prompt say so, and are not mixed with new ones", () => {
  const { page } = panel(s.messages({ ...s.doneView, stale: true }, s.matrix("complete")), {
    selected: { row: 0, column: 1, repeat: 0 },
    drawer: true,
  });
  expect(page.text).toContain("The prompt has changed since. These are results of the older one.");
  expect((page.get("button", /^Re-run/) as HTMLButtonElement).disabled).toBe(true);
});

test("the drawer shows the whole answer against the baseline's, word by word", () => {
  const sent = s.matrix("complete");
  const { id } = s.plan.cells.find((c) => c.column === 2 && c.row === 0 && c.repeat === 0) ?? { id: "" };
  const events = s.cellEvents(2, 0, 0).map((event) =>
    event.kind === "chunk" && event.at.monoNs > s.at(700).monoNs
      ? {
          ...event,
          response: {
            candidates: [{ content: { parts: [{ text: "Your parcel left our warehouse in Leipzig." }] } }],
          },
        }
      : event,
  );
  const messages = s.messages(
    s.doneView,
    { ...sent, runs: [...sent.runs.filter(([cell]) => cell !== id), [id, runOf(events)]] },
    192_000,
  );
  const { page, said } = panel(messages, { selected: { row: 0, column: 2, repeat: 0 }, drawer: true });
  expect([...page.root.querySelectorAll("ins")].map(textOf)).toContain("warehouse");
  expect([...page.root.querySelectorAll("del")].map(textOf)).toContain("hub");
  page.click("button", "Open trace");
  page.click("button", "Open diff");
  expect(said).toEqual([
    { type: "open-trace", cell: id },
    {
      type: "open-diff",
      left: s.plan.cells.find((c) => c.column === 0 && c.row === 0 && c.repeat === 0)?.id,
      right: id,
    },
  ]);
});

test("the drawer sets what the run was expected to cost beside what it did", () => {
  const dear = nanoUsd(50_000_000);
  const expected = {
    p50: dear,
    p80Low: dear,
    p80High: dear,
    thinking: tokens(90_000),
    output: tokens(100),
    basis: "runs:12",
  };
  const columns = s.doneView.plan.columns.map((column) => ({ ...column, expected }));
  const view = { ...s.doneView, plan: { ...s.doneView.plan, columns } };
  const messages = s.messages(view, s.matrix("complete"), 192_000);
  const { page } = panel(messages, { selected: { row: 0, column: 1, repeat: 0 }, drawer: true });
  const drawer = page.root.querySelector("#drawer")?.textContent ?? "";
  expect(drawer).toMatch(
    /Estimated \$0\.050 \(80 %: 0\.050\), from 12 runs\.\s+Below the estimate\. The model thought [\d,]+ tokens instead of about 90,000/,
  );
});

test("what of a data set cannot be used is told beside it", () => {
  const problems = ["line 3 is no object of names and values.", "line 9 begins a quote that never ends."];
  const sources = s.doneView.subject.sources.map((source) => ({ ...source, problems }));
  const view = { ...s.doneView, phase: "set-up" as const, subject: { ...s.doneView.subject, sources } };
  const { page } = panel([{ type: "view", view }]);
  expect(page.text).toContain("line 3 is no object of names and values. And 1 more.");
});

test("a cap that cannot hold for want of a price is told before the start", () => {
  const looseCap = "No price is known for unheard-of: what those runs cost is not counted.";
  const plan = { ...s.planNote, looseCap };
  const { asksAboveUsd: _, cost: __, ...unasked } = plan;
  const view = { ...s.doneView, phase: "set-up" as const, plan: unasked, simulated: false };
  const { page } = panel([{ type: "view", view }]);
  expect(page.text).toContain(looseCap);
});

test("the grid has one tab stop, and arrows move it", () => {
  const { page, actions } = panel(complete);
  expect(page.all("gridcell").filter((cell) => cell.tabIndex === 0)).toHaveLength(1);
  const first = page.get("gridcell", "base low, input 1: 5 of 5 done");
  first.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
  expect(actions.select).toHaveBeenLastCalledWith({ row: 1, column: 0, repeat: 0 });
  first.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
  expect(actions.select).toHaveBeenLastCalledWith({ row: 0, column: 1, repeat: 0 });
});

test("the next error is found in reading order, and round again", () => {
  const state = stateOf(complete);
  expect(nextError(state, 1)).toEqual({ row: 1, column: 1, repeat: 1 });
  const selected = { row: 1, column: 1, repeat: 1 };
  expect(nextError({ ...state, selected }, 1)).toEqual({ row: 7, column: 2, repeat: 2 });
  expect(nextError({ ...state, selected }, -1)).toEqual({ row: 7, column: 2, repeat: 2 });
});

test("a filter shows its rows, and the search what matches", () => {
  expect(panel(complete, { filter: "errors" }).page.text).toContain("Shows 2 of 8 inputs");
  expect(panel(complete, { find: "gold plan" }).page.text).toContain("Shows 2 of 8 inputs");
  const { page, actions } = panel(complete, { find: "nothing like it" });
  expect(page.text).toContain("No input matches.");
  page.click("button", "Show all 8");
  expect(actions.showAll).toHaveBeenCalled();
});

test("narrow: the baseline against one other column, chosen by name", () => {
  const { page, actions } = panel(complete, { other: 2 }, true);
  expect(page.all("gridcell")).toHaveLength(16);
  expect(page.get("radio", /no_review · low/).getAttribute("aria-checked")).toBe("true");
  page.click("radio", /no_review · medium/);
  expect(actions.other).toHaveBeenCalledWith(3);
});

test("another baseline stands first, with its own verdicts", () => {
  const { page } = panel(complete, { baseline: 1 });
  expect(page.all("gridcell")[0]?.getAttribute("aria-label")).toBe("base medium, input 1: 5 of 5 done");
  expect(page.text).not.toMatch(/Dearer by/);
});

test("text from a model stays text, also a megabyte of it", () => {
  const hostile = `<img src=x onerror="document.title=1"></script>\u001b[31m${"long ".repeat(200_000)}`;
  const [cell] = s.plan.cells;
  const run = runOf([
    ...s.cellEvents(0, 0, 0, 0),
    {
      kind: "chunk",
      at: s.at(100),
      turn: 0,
      raw: "",
      response: { candidates: [{ content: { parts: [{ text: hostile }] } }] },
    },
    { kind: "finished", at: s.at(200) },
  ]);
  const began = performance.now();
  const { page } = panel(s.messages(s.doneView, { plan: s.plan, phase: "complete", runs: [[cell?.id ?? "", run]] }), {
    selected: { row: cell?.row ?? 0, column: cell?.column ?? 0, repeat: 0 },
    drawer: true,
  });
  expect(page.root.querySelector("img, script")).toBeNull();
  expect(page.root.querySelector(".cell .a")?.textContent?.length).toBeLessThan(400);
  expect(page.root.querySelector(".two .text")?.textContent).toBe(hostile);
  expect(performance.now() - began).toBeLessThan(3000);
});

test("the dashes of a cell follow the number of repeats", () => {
  const { page } = panel(s.messages(s.setUpView));
  const dashes = () => page.all("gridcell")[0]?.querySelectorAll(".reps > span").length;
  expect(dashes()).toBe(5);
  const fewer = stateOf(s.messages({ ...s.setUpView, setUp: { ...s.setUp, repeats: 2 } }));
  render(comparePanel(fewer, panelActions(), false), page.root);
  expect(dashes()).toBe(2);
});

test("a secret is typed into a password field and shown nowhere", () => {
  const subject = {
    ...s.subject,
    inputs: [
      ...s.subject.inputs,
      { name: "token", schema: { type: "string" }, required: true, untrusted: false, secret: true, path: [] },
    ],
  };
  const inputs = [{ id: "1", values: { message: "Where is it?", token: "s3cret" } }];
  const typed = panel(s.messages({ ...s.setUpView, subject, setUp: { ...s.setUp, source: "typed", inputs } }));
  expect(typed.page.root.querySelector<HTMLInputElement>("input[type=password]")?.value).toBe("s3cret");
  const plan = {
    ...s.plan,
    inputs: s.plan.inputs.map((one) => ({ ...one, values: { ...one.values, token: "s3cret" } })),
  };
  const { page } = panel(s.messages({ ...s.doneView, subject }, { ...s.matrix("complete"), plan }, 192_000), {
    selected: { row: 0, column: 1, repeat: 0 },
    drawer: true,
  });
  expect(page.text).toContain("token ••••••");
  expect(page.text).not.toContain("s3cret");
});

test("a run that goes again can be cancelled, and is not started a second time", () => {
  const sent = s.matrix("complete");
  const cell = s.plan.cells.find((one) => one.row === 0 && one.column === 1 && one.repeat === 0);
  const begun = s.runs(false).find(([, run]) => run.kind === "running")?.[1];
  if (!cell || !begun) throw new Error("no run");
  const runs = sent.runs.map(([id, run]) => [id, id === cell.id ? begun : run] as const);
  const { page, said } = panel(s.messages(s.doneView, { ...sent, runs }, 192_000), {
    selected: { row: 0, column: 1, repeat: 0 },
    drawer: true,
  });
  expect(page.has("button", /^Re-run/)).toBe(false);
  page.click("button", "Cancel");
  expect(said).toEqual([{ type: "cancel" }]);
});

test("what is on show has one way back to the set-up", () => {
  const { page, said } = panel(complete);
  expect(page.has("button", "Change")).toBe(false);
  page.click("button", "Compare again…");
  expect(said).toEqual([{ type: "change" }]);
});

test("the time left follows from what the runs took, not from a night between two halves", () => {
  const { page } = panel(s.messages({ ...s.begunView, startedAt: s.at(-86_400_000) }, s.matrix("running")));
  expect(page.text).toMatch(/about \d\d s left/);
});

test("the cell that was looked at is open again when the tab is shown again", () => {
  const look = { selected: { row: 6, column: 1, repeat: 2 }, drawer: true, baseline: 2, other: 0 };
  const back = complete.reduce<CompareState>(
    (at, message) => receive(at, message),
    restored({ version: 1, comparison: "c", look }),
  );
  expect(lookOf(back)).toEqual(look);
  expect(show(comparePanel(back, panelActions(), false)).text).toContain("input 7 · run 3 of 5");
  expect(restored({ version: 1, comparison: "c", look: { selected: { row: "x" }, baseline: -1 } })).toMatchObject({
    selected: { row: 0, column: 0, repeat: 0 },
    baseline: 0,
  });
  const gone = { ...look, selected: { row: 99, column: 9, repeat: 9 }, baseline: 50 };
  const lost = complete.reduce<CompareState>(
    (at, message) => receive(at, message),
    restored({ version: 1, comparison: "c", look: gone }),
  );
  expect(show(comparePanel(lost, panelActions(), false)).root.querySelector("#drawer")).toBeNull();
});
