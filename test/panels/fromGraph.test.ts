import { expect, test } from "vitest";
import { readFromGraph, readKeptGraph } from "../../src/vscode/graph/fromView.ts";

test("messages of the right shape pass, with nothing else on them", () => {
  expect(readFromGraph({ type: "ready", more: 1 })).toEqual({ type: "ready" });
  expect(readFromGraph({ type: "open", node: "root", enter: "yes" })).toEqual({
    type: "open",
    node: "root",
    enter: false,
  });
  expect(readFromGraph({ type: "open", node: "root", tool: 2, enter: true })).toEqual({
    type: "open",
    node: "root",
    tool: 2,
    enter: true,
  });
  expect(readFromGraph({ type: "open-variable", index: 0 })).toEqual({ type: "open-variable", index: 0 });
  expect(readFromGraph({ type: "open-line", line: 3 })).toEqual({ type: "open-line", line: 3 });
});

test("everything else is no message", () => {
  for (const message of [
    undefined,
    null,
    "ready",
    { type: "run" },
    { type: "open" },
    { type: "open-variable", index: -1 },
    { type: "open-variable", index: 0.5 },
    { type: "open-line", line: 0 },
    { type: "open-line", line: "3" },
  ]) {
    expect(readFromGraph(message)).toBeUndefined();
  }
});

test("what a reloaded window gives back is checked", () => {
  expect(readKeptGraph({ version: 1, uri: "file:///a.agent.yaml", x: 1 })).toEqual({
    version: 1,
    uri: "file:///a.agent.yaml",
  });
  expect(readKeptGraph({ version: 2, uri: "file:///a" })).toBeUndefined();
  expect(readKeptGraph(undefined)).toBeUndefined();
});
