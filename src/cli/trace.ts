import path from "node:path";
import { formatMs, formatUsd } from "../core/tokens/format.ts";
import { stepsJson, stepsOf } from "../core/trace/steps.ts";
import { summaryOf } from "../core/trace/summary.ts";
import type { Trace, TraceProblem } from "../core/trace/trace.ts";
import { fileBytes, TraceFile } from "../node/traceFile.ts";
import { type Command, type Io, oneFile, printJson, readArgs, UsageError } from "./command.ts";
import { unreadable } from "./userFile.ts";

export const trace: Command = {
  name: "trace",
  usage: "trace summary|steps FILE [--json]",
  summary: "what a recorded run used and did, step by step; never calls a model",
  async run(args, io) {
    const [what, ...rest] = args;
    if (what !== "summary" && what !== "steps") {
      throw new UsageError(`flashback trace takes "summary" or "steps"${what ? `, and not "${what}"` : ""}.`);
    }
    const { values, positionals } = readArgs(rest, { json: { type: "boolean" } });
    const name = oneFile(positionals, `trace ${what} FILE`);
    const file = new TraceFile(fileBytes(path.resolve(io.cwd, name)));
    try {
      await file.readOn(io.signal);
    } catch (error) {
      throw unreadable(error, name);
    }
    const read = file.trace();
    if (read.problem) throw new UsageError(`${name}: ${sentenceOf(read.problem)}`);
    if (read.torn !== undefined) {
      io.err(`The file ends in the middle of line ${read.torn}. Nothing before it is lost.\n`);
    }
    const steps = stepsOf(read);
    if (what === "summary") {
      if (values.json) printJson(io, summaryOf(read, steps));
      else printSummary(read, io);
    } else if (values.json) printJson(io, { steps: stepsJson(steps) });
    else printSteps(read, io);
    return 0;
  },
};

function sentenceOf(problem: TraceProblem): string {
  switch (problem.kind) {
    case "empty":
      return "the file is empty: nothing has been recorded in it.";
    case "not-a-trace":
      return "this file is not a trace that Flashback knows.";
    case "newer":
      return `this trace has format ${problem.format}; this version reads up to ${problem.reads}. Update Flashback to open it.`;
  }
}

function printSummary(read: Trace, io: Io): void {
  for (const [key, value] of Object.entries(summaryOf(read))) {
    const shown = Array.isArray(value) && value.every((item) => typeof item === "string") ? value.join(", ") : value;
    io.out(`${key.padEnd(12)} ${typeof shown === "object" ? JSON.stringify(shown) : shown}\n`);
  }
}

function printSteps(read: Trace, io: Io): void {
  const steps = stepsOf(read);
  const width = String(steps.length).length;
  for (const step of steps) {
    // A duration that nobody measured is not printed as if it were one.
    const time =
      step.duration === undefined ? "" : `${step.quality === "estimated" ? "≈ " : ""}${formatMs(step.duration)}`;
    const figures = [time, step.cost === undefined ? "" : formatUsd(step.cost)].filter((part) => part !== "");
    io.out(
      [
        String(step.index).padStart(width),
        "  ".repeat(step.depth) + step.kind,
        step.name,
        step.detail,
        ...(step.error === undefined ? [] : [`✕ ${step.error}`]),
        ...(figures.length > 0 ? [`(${figures.join(", ")})`] : []),
      ]
        .filter((part) => part !== "")
        .join("  ")
        .concat("\n"),
    );
  }
}
