import { rmSync } from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { registerRunPanel } from "../../src/vscode/runs/runPanel.ts";
import { bringBack, bugs, FakePanel, notices, panels, run, until, type World, world } from "./editor.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

const definition = `format: agent/v1
name: support
model: gemini-3.5-flash
system_instruction: Answer in one short paragraph.
inputs:
  message: {type: string}
  token: {type: string, secret: true, default: none}
input: "{{message}}"
`;

let w: World;
let registered: { dispose(): void };
beforeEach(() => {
  w = world(definition);
  registered = registerRunPanel(w.services);
});
afterEach(async () => {
  registered.dispose();
  await until(() => w.model.underWay === 0);
  w.dispose();
  expect(bugs).toEqual([]);
});

const start = { type: "start", variant: "base", values: { message: "Hello", token: "s3cret" } };
async function opened(): Promise<FakePanel> {
  await run("flashback.run", { uri: w.uri.toString(), agentPath: [] });
  const panel = panels.at(-1) ?? new FakePanel();
  await panel.tell({ type: "ready" });
  return panel;
}
const viewOf = (panel: FakePanel) => panel.last("view")?.view as { subject: { problem?: string }; kept: object };
const endOf = (panel: FakePanel) =>
  panel.said.flatMap((m) => (m.type === "events" ? (m.events as { kind: string }[]) : [])).at(-1)?.kind;

test("what has to be asked first is asked: opening calls nothing", async () => {
  await opened();
  expect(w.model.begun).toBe(0);
});

test("two quick clicks on Run are one run", async () => {
  const panel = await opened();
  const started = [panel.tell(start), panel.tell(start)];
  await until(() => w.model.underWay === 1);
  w.model.letGo();
  await Promise.all(started);
  expect(w.model.begun).toBe(1);
  expect(endOf(panel)).toBe("finished");
});

test("cancelling ends the call at once", async () => {
  const panel = await opened();
  const started = panel.tell(start);
  await until(() => w.model.underWay === 1);
  await panel.tell({ type: "cancel" });
  await started;
  expect(w.model.underWay).toBe(0);
  expect(endOf(panel)).toBe("cancelled");
});

test("a closed panel lets its run go on, and a notice says how it ended", async () => {
  const panel = await opened();
  const started = panel.tell(start);
  await until(() => w.model.underWay === 1);
  panel.dispose();
  w.model.letGo();
  await started;
  expect(notices.at(-1)).toMatch(/^support is done/);
});

test("a secret is not remembered with the other inputs", async () => {
  const panel = await opened();
  const started = panel.tell(start);
  await until(() => w.model.underWay === 1);
  w.model.letGo();
  await started;
  expect([...w.remembered.values()]).toEqual([{ message: "Hello" }]);
});

test("a definition that was deleted says so when it is to be run", async () => {
  const panel = await opened();
  rmSync(w.uri.path);
  await panel.tell(start);
  expect(w.model.begun).toBe(0);
  expect(viewOf(panel).subject.problem).toBe("The definition cannot be read: it was moved or deleted.");
});

test("a team is told as one, with the estimate of the lens above it", async () => {
  const team = world(`format: agent/v1
name: desk
defaults: {model: gemini-3.5-flash}
agents:
  one: {system_instruction: Sort the message., input: hi}
  two: {system_instruction: Answer it., model: gemini-3.5-flash-lite, input: hi}
workflow: {type: sequential, steps: [{agent: one}, {agent: two}]}
`);
  await run("flashback.run", { uri: team.uri.toString(), agentPath: [] });
  const panel = panels.at(-1) ?? new FakePanel();
  await panel.tell({ type: "ready" });
  const view = panel.last("view")?.view as { subject: { team?: object; problem?: string }; estimate?: { p50: number } };
  expect(view.subject.team).toEqual({ agents: 2, models: ["Gemini 3.5 Flash", "Gemini 3.5 Flash-Lite"] });
  expect(view.subject.problem).toContain("is a team");
  expect(view.estimate?.p50).toBeGreaterThan(0);
  team.dispose();
});

test("a panel that comes back while another shows the same agent gives way to it", async () => {
  const panel = await opened();
  const back = await bringBack("flashback.runPanel", viewOf(panel).kept);
  expect(back.closed).toBe(true);
  expect(panel.revealed).toBeGreaterThan(0);
});

test("a reopened run shows what was recorded and calls nothing", async () => {
  const panel = await opened();
  const started = panel.tell(start);
  await until(() => w.model.underWay === 1);
  w.model.letGo();
  await started;
  const events = panel.said.flatMap((m) => (m.type === "events" ? (m.events as { setup?: { runId: string } }[]) : []));
  const runId = events.find((event) => event.setup)?.setup?.runId;
  panel.dispose();
  const back = await bringBack("flashback.runPanel", { ...viewOf(panel).kept, variant: "base", values: {}, runId });
  await back.tell({ type: "ready" });
  expect(back.last("run")).toMatchObject({ run: { kind: "done" } });
  expect(w.model.begun).toBe(1);
});
