import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Stamp } from "../../src/core/base/clock.ts";
import { registerComparePanel } from "../../src/vscode/runs/comparePanel.ts";
import {
  answers,
  bringBack,
  bugs,
  FakePanel,
  notices,
  offers,
  panels,
  run,
  until,
  type World,
  world,
} from "./editor.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

const definition = `format: agent/v1
name: support
model: gemini-3.5-flash
system_instruction: Answer in one short paragraph.
inputs:
  message: {type: string, required: true, default: Hello}
  token: {type: string, secret: true, default: none}
input: "{{message}}"
variants:
  quick: {generation_config.thinking_level: minimal}
`;

let w: World;
let registered: { dispose(): void };
beforeEach(() => {
  w = world(definition);
  registered = registerComparePanel(w.services);
});
afterEach(async () => {
  registered.dispose();
  await until(() => w.model.underWay === 0);
  w.dispose();
  expect(bugs).toEqual([]);
});

const target = () => ({ uri: w.uri.toString(), agentPath: [] });
const setUp = {
  variants: ["base", "quick"],
  models: [],
  thinking: [],
  source: "typed",
  inputs: [{ id: "1", values: { message: "Hello" } }],
  repeats: 1,
};

async function ready(): Promise<FakePanel> {
  await run("flashback.compare", target());
  const panel = panels.at(-1) ?? new FakePanel();
  await panel.tell({ type: "ready" });
  await panel.tell({ type: "set-up", setUp });
  return panel;
}
const viewOf = (panel: FakePanel) =>
  panel.last("view")?.view as {
    phase: string;
    kept: object;
    startedAt: Stamp;
    endedAt: Stamp;
  };
const endOf = (panel: FakePanel) =>
  panel.said
    .flatMap((m) => (m.type === "events" ? (m.events as { kind: string; how?: string }[]) : []))
    .findLast((event) => event.kind === "ended")?.how;

/** Runs both cells to their ends. */
async function compared(): Promise<FakePanel> {
  const panel = await ready();
  const started = panel.tell({ type: "start", confirmed: false });
  await until(() => w.model.underWay === 2);
  w.model.letGo();
  await started;
  return panel;
}

test("starting runs every cell once, and says when it is complete", async () => {
  const panel = await compared();
  expect(w.model.begun).toBe(2);
  expect(endOf(panel)).toBe("complete");
  expect(viewOf(panel).phase).toBe("begun");
});

test("two quick clicks on Start begin one comparison", async () => {
  const panel = await ready();
  const started = [panel.tell({ type: "start", confirmed: false }), panel.tell({ type: "start", confirmed: false })];
  await until(() => w.model.underWay >= 2);
  await new Promise((ok) => setTimeout(ok, 50));
  expect(w.model.begun).toBe(2);
  w.model.letGo();
  await Promise.all(started);
});

test("a panel that is closed while it starts calls nothing", async () => {
  const panel = await ready();
  const started = panel.tell({ type: "start", confirmed: false });
  panel.dispose();
  await started;
  expect(w.model.begun).toBe(0);
});

test("closing the panel ends what is under way", async () => {
  const panel = await ready();
  const started = panel.tell({ type: "start", confirmed: false });
  await until(() => w.model.underWay === 2);
  panel.dispose();
  await started;
  expect(w.model.underWay).toBe(0);
});

test("cancelling keeps what is done, and going on runs the rest only", async () => {
  const panel = await ready();
  const began = Date.now();
  const started = panel.tell({ type: "start", confirmed: false });
  await until(() => w.model.underWay === 2);
  await panel.tell({ type: "cancel" });
  await started;
  expect(endOf(panel)).toBe("cancelled");
  // A break in which nothing runs; it is no part of what the comparison took.
  await new Promise((ok) => setTimeout(ok, 600));
  const on = [panel.tell({ type: "go-on" }), panel.tell({ type: "go-on" })];
  await until(() => w.model.underWay === 2);
  w.model.letGo();
  await Promise.all(on);
  expect(w.model.begun).toBe(4);
  expect(endOf(panel)).toBe("complete");
  const { startedAt, endedAt } = viewOf(panel);
  expect(endedAt.wallMs - startedAt.wallMs).toBeLessThan(Date.now() - began - 550);
});

test("a cell that is run again is run once, however often it was asked for, and can be cancelled", async () => {
  const panel = await compared();
  const again = [panel.tell({ type: "re-run", cell: "0.1.0" }), panel.tell({ type: "re-run", cell: "0.1.0" })];
  await until(() => w.model.underWay === 1);
  await new Promise((ok) => setTimeout(ok, 50));
  expect(w.model.begun).toBe(3);
  await panel.tell({ type: "cancel" });
  await Promise.all(again);
  expect(w.model.underWay).toBe(0);
});

test("going back to the set-up ends a re-run, and nothing of it comes into the next comparison", async () => {
  const panel = await compared();
  const again = panel.tell({ type: "re-run", cell: "0.1.0" });
  await until(() => w.model.underWay === 1);
  await panel.tell({ type: "change" });
  await again;
  expect(w.model.underWay).toBe(0);
  await panel.tell({ type: "ready" });
  expect(panel.last("matrix")).toMatchObject({ matrix: { phase: "waiting", runs: [] } });
});

test("a real cell is run again only when that was agreed to", async () => {
  w.model.simulated = false;
  const panel = await compared();
  await panel.tell({ type: "re-run", cell: "0.1.0" });
  expect(notices.at(-1)).toMatch(/^Run this cell again\? It costs/);
  expect(w.model.begun).toBe(2);
  answers.next = "Run Again";
  const again = panel.tell({ type: "re-run", cell: "0.1.0" });
  await until(() => w.model.underWay === 1);
  w.model.letGo();
  await again;
});

test("real runs are never put beside simulated ones", async () => {
  const panel = await compared();
  w.model.simulated = false;
  await panel.tell({ type: "re-run", cell: "0.1.0" });
  expect(notices.at(-1)).toContain("real and simulated runs are never put in one column");
  expect(w.model.begun).toBe(2);
});

test("a reopened comparison shows what was recorded and calls nothing", async () => {
  const panel = await compared();
  const { kept } = viewOf(panel);
  panel.dispose();
  const back = await bringBack("flashback.comparePanel", kept);
  expect(viewOf(back)).toMatchObject({ phase: "begun", reopened: { interrupted: false } });
  expect(back.last("matrix")).toMatchObject({
    matrix: {
      runs: [
        ["0.0.0", {}],
        ["0.1.0", {}],
      ],
    },
  });
  expect(w.model.begun).toBe(2);
});

test("what a run cost that was run again is still counted after a reopening", async () => {
  const panel = await compared();
  const again = panel.tell({ type: "re-run", cell: "0.1.0" });
  await until(() => w.model.underWay === 1);
  w.model.letGo();
  await again;
  const { kept } = viewOf(panel);
  await panel.tell({ type: "ready" });
  const matrixOf = (of: FakePanel) => of.last("matrix")?.matrix as { replaced?: object };
  // 5 × $1.50 + 2 × $9.00, per million
  expect(matrixOf(panel).replaced).toEqual({ cost: 25_500 });
  panel.dispose();
  const back = await bringBack("flashback.comparePanel", kept);
  expect(matrixOf(back).replaced).toEqual({ cost: 25_500 });
});

// One run is billed $0.0000255: 5 × $1.50 + 2 × $9.00, per million.
const capped = `${definition}budget:
  per_suite: {max_cost_usd: 0.00004}
`;

/** Ten repeats of one column, one at a time. */
async function cappedPanel(simulated: boolean): Promise<FakePanel> {
  w.dispose();
  w = world(capped, { concurrency: 1 });
  w.model.simulated = simulated;
  registered.dispose();
  registered = registerComparePanel(w.services);
  const panel = await ready();
  await panel.tell({ type: "set-up", setUp: { ...setUp, variants: ["base"], repeats: 10 } });
  return panel;
}

/** Lets every call go as it comes, until this one is dealt with. */
async function lettingGo(work: Promise<unknown>): Promise<void> {
  let over = false;
  void work.then(() => {
    over = true;
  });
  await until(() => {
    w.model.letGo();
    return over;
  });
}

test("the file's cap stops a comparison; raised for this one, it goes on, and what was spent counts", async () => {
  const panel = await cappedPanel(false);
  expect(viewOf(panel)).toMatchObject({ plan: { cap: { usd: 0.00004, line: 12 } } });
  // A view that did not ask starts nothing.
  await panel.tell({ type: "start", confirmed: true });
  expect(w.model.begun).toBe(0);
  await lettingGo(panel.tell({ type: "start", confirmed: true, capUsd: 0.00008 }));
  expect(endOf(panel)).toBe("stopped");
  expect(w.model.begun).toBe(4);
  // The raised cap stays with this comparison.
  await lettingGo(panel.tell({ type: "go-on" }));
  expect(w.model.begun).toBe(4);
  await lettingGo(panel.tell({ type: "go-on", capUsd: 0.00012 }));
  expect(w.model.begun).toBe(5);
  expect(endOf(panel)).toBe("stopped");
  const { kept } = viewOf(panel);
  panel.dispose();
  const back = await bringBack("flashback.comparePanel", kept);
  expect(back.last("matrix")).toMatchObject({
    matrix: { phase: "stopped", problem: { kind: "budget", which: "per_suite.max_cost_usd", cap: 0.00012 } },
  });
  await lettingGo(back.tell({ type: "go-on" }));
  expect(w.model.begun).toBe(5);
});

test("a single cell is bound by the cap too: beyond it only who raises it runs it again", async () => {
  const panel = await cappedPanel(false);
  await lettingGo(panel.tell({ type: "start", confirmed: true, capUsd: 0.00008 }));
  const begun = w.model.begun;
  answers.next = "Run Again";
  await panel.tell({ type: "re-run", cell: "0.0.0" });
  expect(notices.at(-1)).toMatch(/ is spent\.$/);
  expect(notices.at(-1)).toContain("of the cap of $0.00008");
  // "Run Again" is not what was offered.
  expect(w.model.begun).toBe(begun);
  const offered = offers.at(-1)?.[0] ?? "";
  expect(offered).toMatch(/^Raise the Cap to \$0\.\d+ and Run Again$/);
  answers.next = offered;
  await lettingGo(panel.tell({ type: "re-run", cell: "0.0.0" }));
  expect(w.model.begun).toBe(begun + 1);
  answers.next = undefined;
});

test("a simulated comparison spends nothing, so no cap asks or stops it", async () => {
  const panel = await cappedPanel(true);
  expect((viewOf(panel) as unknown as { plan: object }).plan).not.toHaveProperty("cap");
  await lettingGo(panel.tell({ type: "start", confirmed: false }));
  expect(endOf(panel)).toBe("complete");
  expect(w.model.begun).toBe(10);
});

test("a set-up that was not started comes back after a reload, without its secrets", async () => {
  const panel = await ready();
  const inputs = [{ id: "1", values: { message: "Where is it?", token: "s3cret" } }];
  await panel.tell({ type: "set-up", setUp: { ...setUp, inputs, repeats: 3 } });
  const { kept } = viewOf(panel);
  expect(JSON.stringify(kept)).not.toContain("s3cret");
  panel.dispose();
  const back = await bringBack("flashback.comparePanel", kept);
  expect(viewOf(back)).toMatchObject({
    phase: "set-up",
    setUp: { repeats: 3, inputs: [{ values: { message: "Where is it?" } }] },
  });
});

test("a panel that comes back while another shows the same agent gives way to it", async () => {
  const panel = await ready();
  const back = await bringBack("flashback.comparePanel", viewOf(panel).kept);
  expect(back.closed).toBe(true);
  expect(panel.revealed).toBeGreaterThan(0);
  await run("flashback.compare", target());
  expect(panels.filter((one) => !one.closed)).toEqual([panel]);
});

test("a reopened comparison with secret inputs does not go on without them", async () => {
  const panel = await ready();
  const inputs = [{ id: "1", values: { message: "Hello", token: "s3cret" } }];
  await panel.tell({ type: "set-up", setUp: { ...setUp, inputs } });
  const started = panel.tell({ type: "start", confirmed: false });
  await until(() => w.model.underWay === 2);
  const { kept } = viewOf(panel);
  panel.dispose();
  await started;
  const back = await bringBack("flashback.comparePanel", kept);
  expect(JSON.stringify(back.said)).not.toContain("s3cret");
  await back.tell({ type: "go-on" });
  expect(notices.at(-1)).toBe("The secret inputs of this comparison were not kept. Compare again to type them in.");
  expect(w.model.begun).toBe(2);
});
