import type { NanoUsd } from "../tokens/units.ts";
import { tokens } from "../tokens/units.ts";
import type { Cause, Quality, Step, StepKind, Stretch } from "./steps.ts";

/**
 * Steps as columns of numbers and a table of strings: a third of their JSON, and passed between processes without being
 * written out. NaN stands for what is absent.
 */
export interface PackedSteps {
  readonly count: number;
  /** `fields.length` numbers per step, in the order of `fields`. */
  readonly numbers: Float64Array;
  /** Five numbers per stretch: cause, t, duration, quality, flags. */
  readonly stretches: Float64Array;
  /** Names, agents, files, errors, each once. */
  readonly strings: readonly string[];
  readonly details: readonly string[];
  readonly writes: readonly (readonly [index: number, keys: Readonly<Record<string, string>>])[];
}

const kinds: readonly StepKind[] = [
  "user_input",
  "agent_enter",
  "agent_exit",
  "thought",
  "answer",
  "tool_call",
  "tool_result",
  "state_write",
  "other",
];
const qualities: readonly Quality[] = ["measured", "estimated", "unknown", "instant"];
const causes: readonly Cause[] = ["wait", "retry", "thinking", "output", "model", "tool"];
const fields = [
  "kind",
  "name",
  "agent",
  "depth",
  "group",
  "t",
  "duration",
  "quality",
  "input",
  "cached",
  "toolUse",
  "thinking",
  "output",
  "cost",
  "error",
  "open",
  "span",
  "item",
  "pair",
  "file",
  "line",
  "retries",
  "stretches",
] as const;
const width = fields.length;
const stretchWidth = 5;

export function packSteps(steps: readonly Step[]): PackedSteps {
  const numbers = new Float64Array(steps.length * width);
  const stretches = new Float64Array(steps.reduce((sum, s) => sum + s.stretches.length, 0) * stretchWidth);
  const table = new Map<string, number>();
  const text = (value: string | undefined) => {
    if (value === undefined) return Number.NaN;
    const known = table.get(value);
    if (known !== undefined) return known;
    table.set(value, table.size);
    return table.size - 1;
  };
  const writes: [number, Readonly<Record<string, string>>][] = [];
  let at = 0;
  steps.forEach((s, i) => {
    const { usage } = s;
    numbers.set(
      [
        kinds.indexOf(s.kind),
        text(s.name),
        text(s.agent),
        s.depth,
        s.group ?? Number.NaN,
        s.t ?? Number.NaN,
        s.duration ?? Number.NaN,
        qualities.indexOf(s.quality),
        usage?.input ?? Number.NaN,
        usage?.cached ?? Number.NaN,
        usage?.toolUse ?? Number.NaN,
        usage?.thinking ?? Number.NaN,
        usage?.output ?? Number.NaN,
        s.cost ?? Number.NaN,
        text(s.error),
        s.open ? 1 : Number.NaN,
        s.span,
        s.item ?? Number.NaN,
        s.pair ?? Number.NaN,
        text(s.source?.file),
        s.source?.line ?? Number.NaN,
        s.retries ?? Number.NaN,
        s.stretches.length,
      ],
      i * width,
    );
    for (const x of s.stretches) {
      const flags = (x.failed ? 1 : 0) + (x.open ? 2 : 0);
      stretches.set([causes.indexOf(x.cause), x.t, x.duration, qualities.indexOf(x.quality), flags], at);
      at += stretchWidth;
    }
    if (s.writes) writes.push([s.index, s.writes]);
  });
  return {
    count: steps.length,
    numbers,
    stretches,
    strings: [...table.keys()],
    details: steps.map((s) => s.detail),
    writes,
  };
}

export function unpackSteps(packed: PackedSteps): readonly Step[] {
  const { numbers, strings, details } = packed;
  const writes = new Map(packed.writes);
  let at = 0;
  return Array.from({ length: packed.count }, (_, i): Step => {
    const base = i * width;
    const number = (field: (typeof fields)[number]): number | undefined => {
      const value = numbers[base + place[field]] as number;
      return Number.isNaN(value) ? undefined : value;
    };
    const text = (field: (typeof fields)[number]) => strings[number(field) ?? -1];
    const step: { -readonly [K in keyof Step]: Step[K] } = {
      index: i + 1,
      kind: kinds[number("kind") ?? 8] ?? "other",
      name: text("name") ?? "",
      detail: details[i] ?? "",
      agent: text("agent") ?? "",
      depth: number("depth") ?? 0,
      quality: qualities[number("quality") ?? 2] ?? "unknown",
      stretches: none,
      span: number("span") ?? -1,
    };
    const count = number("stretches") ?? 0;
    if (count > 0) {
      step.stretches = stretchesOf(packed.stretches, at, count);
      at += count * stretchWidth;
    }
    const { group, t, duration, cost, item, pair, retries } = {
      group: number("group"),
      t: number("t"),
      duration: number("duration"),
      cost: number("cost"),
      item: number("item"),
      pair: number("pair"),
      retries: number("retries"),
    };
    if (group !== undefined) step.group = group;
    if (t !== undefined) step.t = t;
    if (duration !== undefined) step.duration = duration;
    if (cost !== undefined) step.cost = cost as NanoUsd;
    if (item !== undefined) step.item = item;
    if (pair !== undefined) step.pair = pair;
    if (retries !== undefined) step.retries = retries;
    const input = number("input");
    if (input !== undefined)
      step.usage = {
        input: tokens(input),
        cached: tokens(number("cached") ?? 0),
        toolUse: tokens(number("toolUse") ?? 0),
        thinking: tokens(number("thinking") ?? 0),
        output: tokens(number("output") ?? 0),
      };
    const error = text("error");
    if (error !== undefined) step.error = error;
    if (number("open") !== undefined) step.open = true;
    const file = text("file");
    if (file !== undefined) step.source = { file, line: number("line") ?? 0 };
    const written = writes.get(step.index);
    if (written) step.writes = written;
    return step;
  });
}

const place = Object.fromEntries(fields.map((field, i) => [field, i])) as Record<(typeof fields)[number], number>;
const none: readonly Stretch[] = [];

function stretchesOf(numbers: Float64Array, from: number, count: number): readonly Stretch[] {
  return Array.from({ length: count }, (_, i): Stretch => {
    const [cause = 0, t = 0, duration = 0, quality = 0, flags = 0] = numbers.subarray(
      from + i * stretchWidth,
      from + (i + 1) * stretchWidth,
    );
    return {
      cause: causes[cause] ?? "wait",
      t,
      duration,
      quality: quality === 1 ? "estimated" : "measured",
      ...(flags & 1 ? { failed: true as const } : {}),
      ...(flags & 2 ? { open: true as const } : {}),
    };
  });
}
