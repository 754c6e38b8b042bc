// @vitest-environment happy-dom
import { expect, test, vi } from "vitest";
import type { RunProblem } from "../../../src/core/runs/problem.ts";
import type { RunEvent } from "../../../src/core/runs/run.ts";
import { sentence } from "../../../src/core/runs/sentences.ts";
import type { FromRun, RunView, ToRun } from "../../../src/protocol/run.ts";
import type { RunActions } from "../../../src/webview/run/actions.ts";
import { emptyState, type RunState, receive, restored } from "../../../src/webview/run/state.ts";
import { runPanel } from "../../../src/webview/run/view.ts";
import { show, textOf } from "../ask.ts";
import * as s from "./samples.ts";

function panel(view: RunView, events: readonly RunEvent[] = [], ms?: number) {
  const said: FromRun[] = [];
  const start = vi.fn();
  const edit = vi.fn();
  const actions: RunActions = { post: (message) => void said.push(message), start, edit };
  const state = s.messages(view, events, ms).reduce<RunState>((at, message: ToRun) => receive(at, message), emptyState);
  return { page: show(runPanel(state, actions)), said, start, edit, state };
}

test("waits for the input that is still missing, and says which", () => {
  const { page } = panel({ ...s.view, values: { plan: "pro" } });
  expect(page.get("textbox", "message")).toBeTruthy();
  expect((page.get("combobox", /^plan/) as HTMLSelectElement).value).toBe("pro");
  expect(page.text).toContain("One input is still to be given.");
  expect(page.text).toContain("Expected cost $0.0041");
});

test("while it runs: where it is, what it cost so far, and a way to cancel", () => {
  const { page, said } = panel(s.view, s.writing);
  expect(page.text).toContain("Running, step 3");
  expect(page.text).toContain("Cost so far $0.0069 measured");
  expect(page.text).toContain("Above the estimate already; one step is still under way.");
  expect(page.text).toMatch(/The model (?:thought|wrote) [\d,]+ tokens instead of about \d+: \+\$0\.00/);
  expect(page.text).toContain("Closing this panel does not stop the run.");
  page.click("button", "Cancel");
  expect(said).toEqual([{ type: "cancel" }]);
  expect(page.has("button", /^Run/)).toBe(false);
});

test("a call that ended before it said what it took makes the cost a least one", () => {
  const silent: RunEvent[] = [
    ...s.toolTurn,
    { kind: "turn-started", at: s.at(2010), turn: 1, request: { contents: [] } },
    { kind: "failed", at: s.at(4000), problem: { kind: "timeout", afterMs: 1990 } },
  ];
  const { page } = panel(s.view, silent);
  expect(page.text).toContain("Cost at least $0.0031 measured; one call ended before it had said all it took");
  expect(page.text).toContain("run 816 0 187 22 at least $0.0031");
});

test("a run that failed before anything was measured shows no figure, and no mark on the estimate", () => {
  const { page } = panel(s.view, [
    ...s.begun,
    {
      kind: "failed",
      at: s.at(400),
      problem: { kind: "offline", endpoint: "generativelanguage.googleapis.com", message: "ENOTFOUND" },
    },
  ]);
  expect(page.text).toContain("Cost – nothing was measured");
  expect(page.text).toContain("turn 1 – – – – – run – – – – –");
  expect(page.text).toContain("cost – of $0.03");
  expect(page.text).toContain("tokens – of 60,000");
  const gauge = page.get("img", /estimate/);
  expect(gauge.getAttribute("aria-label")).toBe("estimate $0.0041 (80 %: 0.0028–0.0059)");
  expect(gauge.querySelector(".at")).toBeNull();
});

test("a team says what it is, what it is estimated at, and that runs of teams come later", () => {
  const { model: _, thinkingLevel: __, ...subject } = s.view.subject;
  const { price: ___, ...rest } = s.view;
  const { page } = panel({
    ...rest,
    subject: {
      ...subject,
      problem: "It is a team.",
      team: { agents: 4, models: ["Gemini 3.5 Flash", "Gemini 3.5 Flash-Lite"] },
    },
  });
  expect(page.text).toContain("Expected cost $0.0041");
  expect(page.text).toContain("Team 4 agents · Gemini 3.5 Flash, Gemini 3.5 Flash-Lite");
  expect(page.text).toContain("The estimate is the sum of its agents, each run once");
  expect(page.text).toContain("runs of teams come in a later version");
  expect(page.text).not.toContain("no model");
});

test("a tool call shows what it was asked and what it answered", () => {
  const { page } = panel(s.view, s.toolTurn, 2500);
  expect(page.text).toContain("lookup_order answered by its mock 3 ms");
  expect(page.text).toContain('"order_id": "AB123456"');
  expect(page.text).toContain('"carrier": "Postal"');
});

test("thoughts are folded, with their tokens and time", () => {
  const { page } = panel(s.view, s.writing);
  expect(page.text).toContain("Thoughts, summarised by the model · 312 tokens · 2.0 s");
  expect([...page.root.querySelectorAll("details.th")].every((e) => !(e as HTMLDetailsElement).open)).toBe(true);
});

test("at the end: tokens, times, cost, finish reason and the recording", () => {
  const { page, said } = panel(s.view, s.done);
  for (const words of [
    "Done",
    "run 1,208 612 499 83 $0.0071",
    "to the first token 1.9 s",
    "to the end 6.1 s",
    "finish reason stop",
    "$0.0071 of $0.03",
    "served gemini-3.5-flash · Gemini API",
  ]) {
    expect(page.text).toContain(words);
  }
  page.click("button", "20261118-090640-abc");
  expect(said).toEqual([{ type: "open-trace" }]);
  expect(page.get("status").textContent).toContain("Done: Your order AB123456");
});

const problems: readonly RunProblem[] = [
  { kind: "cut" },
  { kind: "blocked", where: "answer", reason: "SAFETY" },
  { kind: "bad-key", status: 400, message: "API key not valid" },
  { kind: "bad-request", status: 404, message: "model not found" },
  { kind: "rate-limited", scope: "day", message: "Quota exceeded" },
  { kind: "server", status: 503, message: "overloaded" },
  { kind: "offline", endpoint: "https://example.invalid", message: "ENOTFOUND" },
  { kind: "timeout", afterMs: 60_000 },
  { kind: "malformed", message: "no JSON" },
  { kind: "budget", which: "max_cost_usd", spent: 0.04, cap: 0.03 },
  { kind: "tool", tool: "lookup_order", message: "it has no mock" },
];
test.each(problems.map((problem) => [problem.kind, problem] as const))(
  "a run that failed (%s) says what happened and what to do, and keeps what arrived",
  (_, problem) => {
    const { page } = panel(s.view, s.failed(problem));
    const { what, todo } = sentence(problem, 38);
    expect(textOf(page.get("alert"))).toBe([what, todo].filter(Boolean).join(" "));
    expect(page.text).toContain("As for the card fee: I do not find");
    expect(page.has("button", "Run again")).toBe(true);
  },
);

test("a cancelled run keeps what had arrived and what it cost", () => {
  const { page } = panel(s.view, s.cancelled);
  expect(page.text).toContain("Cancelled. What had arrived is kept, and so is its cost.");
  expect(page.text).toContain("As for the card fee: I do not find");
  expect(page.text).toContain("$0.0069");
});

test("a wait for the quota counts down", () => {
  expect(panel(s.view, s.retrying, 3000).page.text).toContain("429: quota per minute. Tries again in 12 s (2nd of 5)");
  expect(panel(s.view, s.retrying, 12_500).page.text).toContain("Tries again in 2.0 s");
});

test("without a key everything says that it is simulated", () => {
  const { page, said } = panel(s.noKey, s.simulated(s.done));
  expect(page.text).toContain("Simulated: there is no key yet.");
  expect(page.text).toContain("$0.0071 simulated; nothing is billed");
  page.click("button", "Add a key…");
  expect(said).toEqual([{ type: "add-key" }]);
});

test("in a workspace that is not trusted nothing can be run, and it says why", () => {
  const { page } = panel({ ...s.view, connection: { ...s.noKey.connection, trusted: false } });
  expect(page.get("alert").textContent).toContain("This workspace is not trusted: nothing runs and nothing is sent.");
  expect(page.all("button", /^Run/).every((e) => (e as HTMLButtonElement).disabled)).toBe(true);
});

test("a run that a closed window cut off comes back as interrupted, and can be run again", () => {
  const { page } = panel({ ...s.view, reopened: { savedAt: s.start, interrupted: true } }, s.writing);
  expect(page.text).toContain("Interrupted. The window was closed or reloaded");
  expect(page.text).toContain("As for the card fee: I do not find");
  expect(page.has("button", "Cancel")).toBe(false);
  expect(page.has("button", "Run again")).toBe(true);
});

test("a run that cannot be recorded goes on and says so", () => {
  const unrecorded: RunEvent = {
    kind: "unrecorded",
    at: s.at(5300),
    problem: { kind: "storage", message: "No space left on device" },
  };
  const { page } = panel(s.view, [...s.writing, unrecorded]);
  expect(page.get("alert").textContent).toContain("The trace cannot be written: No space left on device.");
  expect(page.has("button", "Cancel")).toBe(true);
  expect(page.text).not.toContain("Every event is saved");
});

test("what is being typed stays when the definition changes under it", () => {
  const typing = { ...panel(s.view).state, raw: { message: "half a sen", plan: "pro" } };
  const next = receive(typing, {
    type: "view",
    view: { ...s.view, estimate: { ...s.view.estimate, basis: "runs:3" } as RunView["estimate"] & object },
  });
  expect(next.raw.message).toBe("half a sen");
});

test("text from a model stays text, whatever it looks like", () => {
  const hostile = '<img src=x onerror="document.title=1"></script><script>document.title=2</script>\u001b[31mred';
  const events: readonly RunEvent[] = [
    ...s.begun,
    {
      kind: "chunk",
      at: s.at(900),
      turn: 0,
      raw: "",
      response: { candidates: [{ content: { parts: [{ text: hostile, thought: true }, { text: hostile }] } }] },
    },
    { kind: "tool-started", at: s.at(950), turn: 0, call: { id: "x", name: hostile, args: { a: hostile } } },
    { kind: "tool-ended", at: s.at(960), turn: 0, callId: "x", result: hostile, isError: false, by: "mock" },
  ];
  const { page } = panel({ ...s.view, subject: { ...s.view.subject, agent: hostile } }, events);
  expect(page.root.querySelector("img, script")).toBeNull();
  expect(page.root.querySelector(".ans")?.textContent).toContain(hostile);
  expect(page.root.querySelector("pre:last-child")?.textContent).toBe(hostile);
});

test("an answer of a megabyte is drawn in a moment", () => {
  const long = "word ".repeat(200_000);
  const events: readonly RunEvent[] = [
    ...s.begun,
    {
      kind: "chunk",
      at: s.at(900),
      turn: 0,
      raw: "",
      response: { candidates: [{ content: { parts: [{ text: long }] } }] },
    },
  ];
  const began = performance.now();
  const { page } = panel(s.view, events);
  expect(page.root.querySelector(".ans")?.textContent).toContain(long);
  expect(performance.now() - began).toBeLessThan(2000);
});

test("what was typed is there again after the tab was hidden", () => {
  const typed = restored({ version: 1, values: { message: "Half a sent" } });
  const view = { type: "view", view: s.view } as const;
  const back = receive(typed, view);
  expect(back.raw.message).toBe("Half a sent");
  expect(receive({ ...back, raw: { ...back.raw, message: "" } }, view).raw.message).toBe("");
  expect(restored({ version: 7 }).typed).toEqual({});
});
