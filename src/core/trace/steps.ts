import { partsOf } from "../tokens/cost.ts";
import { type NanoUsd, nanoUsd, zeroTokens, zeroUsd } from "../tokens/units.ts";
import { noUsage, type Usage } from "../tokens/usage.ts";
import type { Item, Span, Trace } from "./trace.ts";

export type StepKind =
  | "user_input"
  | "agent_enter"
  | "agent_exit"
  | "thought"
  | "answer"
  | "tool_call"
  | "tool_result"
  | "state_write"
  /** A span that is nothing of the above. */
  | "other";

/** `instant`: it has a time and takes none. `unknown`: nobody measured it, and no bar may be drawn for it. */
export type Quality = "measured" | "estimated" | "unknown" | "instant";

/** What time went into. `model`: a model call whose inside nobody recorded. */
export type Cause = "wait" | "retry" | "thinking" | "output" | "model" | "tool";

/** A stretch of time with one cause. Milliseconds from the trace's start. */
export interface Stretch {
  readonly cause: Cause;
  readonly t: number;
  readonly duration: number;
  readonly quality: "measured" | "estimated";
  readonly failed?: true;
  /** It has not ended: `duration` is as far as known. */
  readonly open?: true;
}

/** One place of the cursor. Steps are in a total order; `index` is from 1. */
export interface Step {
  readonly index: number;
  readonly kind: StepKind;
  readonly name: string;
  /** One line: the beginning of a text, arguments, a result. */
  readonly detail: string;
  readonly agent: string;
  /** How deep it stands in the tree of agents, from 0. */
  readonly depth: number;
  /** The `agent_enter` step around it. */
  readonly group?: number;
  /** Milliseconds from the trace's start. */
  readonly t?: number;
  readonly duration?: number;
  readonly quality: Quality;
  readonly stretches: readonly Stretch[];
  /** What was used from here on until the next step; the parts of a call are counted once. */
  readonly usage?: Usage;
  readonly cost?: NanoUsd;
  readonly error?: string;
  /** It never ended, or has not yet. */
  readonly open?: true;
  /** Index into `trace.spans`; -1 for a group that we made. */
  readonly span: number;
  /** Index into the span's items. */
  readonly item?: number;
  /** The call of a result, the result of a call, the exit of an enter and the enter of an exit. */
  readonly pair?: number;
  readonly source?: { readonly file: string; readonly line: number };
  readonly retries?: number;
  /** Keys that this step wrote. */
  readonly writes?: Readonly<Record<string, string>>;
}

/** The lane of spans for which no agent is recorded. */
export const noAgent = "run";
const orphanGroup = "Spans without a parent";

/** Every step of the trace in a total order: by time where there is one, else as the spans nest and follow each other. */
export function stepsOf(trace: Trace): readonly Step[] {
  const drafts = draftsOf(trace);
  drafts.sort((a, b) => a.key - b.key || a.seq - b.seq);
  const position = new Map<Draft, number>(drafts.map((draft, i) => [draft, i + 1]));
  return drafts.map((draft, i) => numbered(draft, i + 1, position));
}

/** Field by field: this is done for every step of a long trace, each time it is looked at. */
function numbered(draft: Draft, index: number, position: ReadonlyMap<Draft, number>): Step {
  const { kind, name, detail, agent, depth, quality, stretches, span } = draft;
  const step: Mutable<Step> = { index, kind, name, detail, agent, depth, quality, stretches, span };
  const group = draft.group && position.get(draft.group);
  const pair = draft.pair && position.get(draft.pair);
  if (group !== undefined) step.group = group;
  if (draft.t !== undefined) step.t = draft.t;
  if (draft.duration !== undefined) step.duration = draft.duration;
  if (draft.usage) step.usage = draft.usage;
  if (draft.cost !== undefined) step.cost = draft.cost;
  if (draft.error !== undefined) step.error = draft.error;
  if (draft.open) step.open = true;
  if (draft.item !== undefined) step.item = draft.item;
  if (pair !== undefined) step.pair = pair;
  if (draft.source) step.source = draft.source;
  if (draft.retries) step.retries = draft.retries;
  if (draft.writes) step.writes = draft.writes;
  return step;
}

/** The steps as `flashback trace steps --json` prints them. */
export function stepsJson(steps: readonly Step[]): object[] {
  return steps.map((s) => ({
    index: s.index,
    kind: s.kind,
    name: s.name,
    agent: s.agent,
    ...(s.t === undefined ? {} : { t_ms: round(s.t) }),
    ...(s.quality === "instant"
      ? { duration_ms: 0 }
      : s.duration === undefined
        ? {}
        : { duration_ms: round(s.duration) }),
    duration_quality: s.quality === "instant" ? "measured" : s.quality,
    ...(s.usage
      ? {
          usage: {
            input: s.usage.input,
            cached: s.usage.cached,
            tool_use: s.usage.toolUse,
            thinking: s.usage.thinking,
            output: s.usage.output,
          },
        }
      : {}),
    ...(s.cost === undefined ? {} : { cost_usd: s.cost / 1e9 }),
    ...(s.error === undefined ? {} : { error: s.error }),
  }));
}

/** Milliseconds to the microsecond. */
function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
interface Draft extends Omit<Mutable<Step>, "index" | "group" | "pair"> {
  key: number;
  seq: number;
  group?: Draft;
  pair?: Draft;
}

interface Frame {
  readonly agent: string;
  readonly depth: number;
  readonly group?: Draft;
  readonly key: number;
  /** The span is inside a model call: another model span there tells the same call again. */
  readonly inModel: boolean;
}

function draftsOf(trace: Trace): Draft[] {
  const { spans } = trace;
  const byId = new Map(spans.map((span, i) => [span.id, i]));
  const children = new Map<number, number[]>();
  const roots: number[] = [];
  const orphans: number[] = [];
  spans.forEach((span, i) => {
    const parent = span.parent === undefined ? undefined : byId.get(span.parent);
    if (parent !== undefined && parent !== i) {
      const list = children.get(parent);
      if (list) list.push(i);
      else children.set(parent, [i]);
    } else if (span.parent === undefined) roots.push(i);
    else orphans.push(i);
  });
  const byStart = (a: number, b: number) => {
    const [x, y] = [spans[a]?.start, spans[b]?.start];
    return (x ?? y ?? 0) - (y ?? x ?? 0) || a - b;
  };
  for (const list of children.values()) list.sort(byStart);

  const drafts: Draft[] = [];
  const openCalls: Draft[] = [];
  let lastAsked: string | undefined;
  const add = (draft: Omit<Draft, "seq">): Draft => {
    const full = { ...draft, seq: drafts.length };
    drafts.push(full);
    return full;
  };

  /** The user's first words stand before the agent that they are said to. */
  const firstAsked = (root: number): string | undefined => {
    const stack = [root];
    const met = new Set<number>();
    while (stack.length) {
      const i = stack.pop() as number;
      if (met.has(i)) continue;
      met.add(i);
      const span = spans[i] as Span;
      if (span.kind === "model") return span.asked;
      stack.push(...(children.get(i) ?? []).toReversed());
    }
    return undefined;
  };

  const emitted = new Set<number>();
  const walk = (root: number, frame: Frame): number => {
    // An explicit stack: a trace may nest deeper than ours would allow.
    type Visit = {
      readonly i: number;
      readonly frame: Frame;
      readonly above?: Visit;
      exit?: Draft | true;
      top: number;
    };
    const stack: Visit[] = [{ i: root, frame, top: frame.key }];
    let max = frame.key;
    while (stack.length) {
      const visit = stack.at(-1) as Visit;
      const span = spans[visit.i] as Span;
      if (visit.exit !== undefined) {
        stack.pop();
        if (visit.exit !== true) visit.top = closeAgent(span, visit.i, visit.exit, visit.top);
        if (visit.above) visit.above.top = Math.max(visit.above.top, visit.top);
        max = Math.max(max, visit.top);
        continue;
      }
      if (emitted.has(visit.i)) {
        stack.pop();
        continue;
      }
      emitted.add(visit.i);
      const key = Math.max(visit.frame.key, span.start ?? visit.frame.key);
      visit.top = key;
      const kids = children.get(visit.i) ?? [];
      let inner: Frame = { ...visit.frame, key };
      visit.exit = true;
      if (span.kind === "agent") {
        const enter = openAgent(span, visit.i, { ...inner, agent: span.agent ?? inner.agent });
        visit.exit = enter;
        // Below an agent or a tool that a call runs, calls are calls of their own again.
        inner = { ...inner, agent: span.agent ?? inner.agent, depth: inner.depth + 1, group: enter, inModel: false };
      } else if (span.kind === "model" && !visit.frame.inModel) {
        visit.top = modelSteps(span, visit.i, inner);
        inner = { ...inner, inModel: true };
      } else if (span.kind === "tool") {
        visit.top = toolSteps(span, visit.i, inner);
        inner = { ...inner, inModel: false };
      } else if (kids.length === 0 && span.kind === "other") otherStep(span, visit.i, inner);
      if (span.writes) stateStep(span, visit.i, { ...inner, key: Math.max(visit.top, span.end ?? 0) });
      for (const kid of kids.toReversed()) stack.push({ i: kid, frame: inner, above: visit, top: key });
    }
    return max;
  };

  const base = (span: Span, i: number, frame: Frame) => ({
    agent: frame.agent,
    depth: frame.depth,
    key: frame.key,
    span: i,
    stretches: [] as readonly Stretch[],
    ...(frame.group ? { group: frame.group } : {}),
    ...(span.source ? { source: span.source } : {}),
  });
  const at = (t: number | undefined) => (t === undefined ? {} : { t });
  const instant = (t: number | undefined): { t?: number; quality: Quality } => ({
    ...at(t),
    quality: t === undefined ? "unknown" : "instant",
  });

  const openAgent = (span: Span, i: number, frame: Frame) =>
    add({
      ...base(span, i, frame),
      kind: "agent_enter",
      name: span.agent ?? span.name,
      detail: "",
      ...instant(span.start),
      ...(span.open ? { open: true as const } : {}),
    });

  const closeAgent = (span: Span, i: number, enter: Draft, top: number): number => {
    if (span.open) return top;
    const key = Math.max(top, span.end ?? top);
    const exit = add({
      ...base(span, i, { agent: enter.agent, depth: enter.depth + 1, key, group: enter, inModel: false }),
      kind: "agent_exit",
      name: span.agent ?? span.name,
      detail: "",
      ...instant(span.end),
      ...(span.error ? { error: sentenceOf(span.error) } : {}),
      pair: enter,
    });
    enter.pair = exit;
    return key;
  };

  const modelSteps = (span: Span, i: number, frame: Frame): number => {
    if (span.asked && span.asked !== lastAsked) {
      lastAsked = span.asked;
      add({ ...base(span, i, frame), kind: "user_input", name: "User", detail: span.asked, ...instant(span.start) });
    }
    const times = timesOf(span);
    const money = moneyOf(span);
    const items: readonly (Item | undefined)[] = span.items.length ? span.items : [undefined];
    const firstOutput = Math.max(
      0,
      items.findIndex((item) => item && item.kind !== "thought"),
    );
    let key = frame.key;
    items.forEach((item, n) => {
      const stretches = times[n] ?? [];
      const first = stretches[0];
      const last = stretches.at(-1);
      const t =
        first?.t ??
        (item?.from !== undefined && span.start !== undefined
          ? span.start + item.from
          : n === 0
            ? span.start
            : undefined);
      key = Math.max(key, t ?? key);
      const paid =
        n === 0 ? (firstOutput === 0 ? money.all : money.before) : n === firstOutput ? money.after : undefined;
      const duration = first && last ? last.t + last.duration - first.t : undefined;
      const ended = n === items.length - 1;
      const draft = add({
        ...base(span, i, { ...frame, key }),
        ...modelWords(span, item),
        ...at(t),
        ...(duration === undefined ? {} : { duration }),
        quality:
          t === undefined || (duration === undefined && !item?.from && item?.from !== 0)
            ? "unknown"
            : duration === undefined || duration === 0
              ? "instant"
              : stretches.some((s) => s.quality === "estimated")
                ? stretches.length > 1
                  ? "measured"
                  : "estimated"
                : "measured",
        stretches,
        ...(paid?.usage ? { usage: paid.usage } : {}),
        ...(paid?.cost === undefined ? {} : { cost: paid.cost }),
        ...(span.items.length ? { item: n } : {}),
        ...(ended && span.error ? { error: sentenceOf(span.error) } : {}),
        ...(ended && span.open ? { open: true as const } : {}),
        ...(n === 0 && span.retries.length ? { retries: span.retries.length } : {}),
      });
      if (item?.kind === "call") openCalls.push(draft);
    });
    return key;
  };

  const toolSteps = (span: Span, i: number, frame: Frame): number => {
    const tool = span.tool ?? { name: span.name };
    const found = openCalls.findIndex((call) => {
      const item = spans[call.span]?.items[call.item ?? -1];
      return tool.callId !== undefined && item?.callId !== undefined
        ? item.callId === tool.callId
        : call.name === tool.name;
    });
    const call =
      found >= 0
        ? (openCalls.splice(found, 1)[0] as Draft)
        : add({
            ...base(span, i, frame),
            kind: "tool_call",
            name: tool.name,
            detail: tool.args ?? "",
            ...instant(span.start),
          });
    const duration = span.start !== undefined && span.end !== undefined ? span.end - span.start : undefined;
    const result = add({
      ...base(span, i, frame),
      kind: "tool_result",
      name: tool.name,
      detail: tool.result ?? "",
      ...at(span.start),
      ...(duration === undefined ? {} : { duration }),
      quality: duration === undefined ? "unknown" : "measured",
      stretches:
        span.start === undefined || (duration === undefined && !span.open)
          ? []
          : [
              {
                cause: "tool",
                t: span.start,
                duration: duration ?? 0,
                quality: "measured",
                ...(span.error ? { failed: true as const } : {}),
                ...(span.open ? { open: true as const } : {}),
              },
            ],
      ...(span.error ? { error: tool.result || sentenceOf(span.error) } : {}),
      ...(span.open ? { open: true as const } : {}),
      pair: call,
    });
    call.pair = result;
    return frame.key;
  };

  const otherStep = (span: Span, i: number, frame: Frame) => {
    const duration = span.start !== undefined && span.end !== undefined ? span.end - span.start : undefined;
    add({
      ...base(span, i, frame),
      kind: "other",
      name: span.name,
      detail: "",
      ...at(span.start),
      ...(duration === undefined ? {} : { duration }),
      quality: duration === undefined ? "unknown" : "measured",
      ...(span.error ? { error: sentenceOf(span.error) } : {}),
      ...(span.open ? { open: true as const } : {}),
    });
  };

  const stateStep = (span: Span, i: number, frame: Frame) => {
    const keys = Object.keys(span.writes ?? {});
    if (keys.length === 0) return;
    const name = keys.length === 1 ? (keys[0] as string) : `${keys[0]} and ${keys.length - 1} more`;
    add({
      ...base(span, i, frame),
      kind: "state_write",
      name,
      detail: span.writes?.[keys[0] as string] ?? "",
      ...instant(span.end ?? span.start),
      ...(span.writes ? { writes: span.writes } : {}),
    });
  };

  const start: Frame = { agent: noAgent, depth: 0, key: 0, inModel: false };
  // A cycle of parents has no root: its spans are orphans, too.
  const reached = new Set<number>();
  for (const root of [...roots, ...orphans]) {
    const stack = [root];
    while (stack.length) {
      const i = stack.pop() as number;
      if (reached.has(i)) continue;
      reached.add(i);
      stack.push(...(children.get(i) ?? []));
    }
  }
  spans.forEach((_, i) => {
    if (!reached.has(i)) orphans.push(i);
  });
  const grouped = roots.length > 0 && orphans.length > 0;
  let end = 0;
  for (const root of (grouped ? roots : [...roots, ...orphans]).sort(byStart)) {
    const span = spans[root] as Span;
    lastAsked = undefined;
    const asked = span.kind === "model" ? undefined : firstAsked(root);
    if (asked && asked !== lastAsked) {
      lastAsked = asked;
      const agent = agentBelow(root, spans, children) ?? noAgent;
      const key = Math.max(0, span.start ?? end);
      add({
        ...base(span, root, { ...start, agent, key }),
        kind: "user_input",
        name: "User",
        detail: asked,
        ...instant(span.start),
      });
    }
    end = Math.max(end, walk(root, { ...start, key: span.start === undefined ? end : 0 }));
  }
  if (grouped) {
    const latest = drafts.reduce((max, d) => Math.max(max, d.key), 0);
    const group = add({
      agent: "no parent",
      depth: 0,
      key: latest,
      span: -1,
      stretches: [],
      kind: "agent_enter",
      name: orphanGroup,
      detail: `${orphans.length} spans name a parent that is not in the file`,
      quality: "unknown",
    });
    const from = drafts.length;
    for (const orphan of orphans.sort(byStart))
      walk(orphan, { agent: "no parent", depth: 1, group, key: latest, inModel: false });
    // Their times may lie anywhere; the group stays together at the end.
    for (const draft of drafts.slice(from)) draft.key = latest;
  }
  return drafts;
}

function agentBelow(
  root: number,
  spans: readonly Span[],
  children: ReadonlyMap<number, readonly number[]>,
): string | undefined {
  let level = [root];
  const met = new Set<number>();
  while (level.length) {
    const next: number[] = [];
    for (const i of level) {
      if (met.has(i)) continue;
      met.add(i);
      if (spans[i]?.kind === "agent" && spans[i]?.agent) return spans[i]?.agent;
      next.push(...(children.get(i) ?? []));
    }
    level = next;
  }
  return undefined;
}

function modelWords(span: Span, item: Item | undefined): Pick<Draft, "kind" | "name" | "detail"> {
  if (item?.kind === "thought") return { kind: "thought", name: "Thought", detail: item.preview };
  if (item?.kind === "call") return { kind: "tool_call", name: item.name ?? "tool", detail: item.preview };
  if (item) return { kind: "answer", name: "Answer", detail: item.preview };
  if (span.open) return { kind: "answer", name: "Waiting for the model", detail: "" };
  const served = span.model?.served ?? span.model?.asked;
  return {
    kind: "answer",
    name: span.error ? "No answer" : "Answer",
    detail: span.error ? "" : (served ?? "no text recorded"),
  };
}

/** The error's own sentence where there is one, else its kind. `message` may be a run problem as JSON. */
function sentenceOf(error: NonNullable<Span["error"]>): string {
  if (!error.message) return error.kind;
  try {
    const problem = JSON.parse(error.message) as { message?: unknown };
    return typeof problem?.message === "string" ? `${error.kind}: ${problem.message}` : error.kind;
  } catch {
    return error.message === error.kind ? error.kind : `${error.kind}: ${error.message}`;
  }
}

/** The stretches of each item of a model call. Nothing is invented: without times inside the call it stays whole. */
function timesOf(span: Span): readonly (readonly Stretch[])[] {
  const { start, end } = span;
  if (start === undefined) return [];
  const items = span.items;
  const count = Math.max(1, items.length);
  const result: Stretch[][] = Array.from({ length: count }, () => []);
  const failed = span.error ? { failed: true as const } : {};
  const put = (
    item: number,
    cause: Cause,
    from: number,
    to: number,
    quality: Stretch["quality"] = "measured",
    more = {},
  ) => {
    if (to > from || "open" in more)
      result[item]?.push({ cause, t: from, duration: Math.max(0, to - from), quality, ...more });
  };
  const timed = items.length > 0 && items.every((item) => item.from !== undefined && item.to !== undefined);
  const firstAt = timed
    ? start + (items[0]?.from ?? 0)
    : span.firstChunk === undefined
      ? undefined
      : start + span.firstChunk;
  if (firstAt === undefined) {
    if (span.open) put(0, "wait", start, start, "measured", { open: true });
    else if (end !== undefined)
      put(0, span.error && items.length === 0 ? "wait" : "model", start, end, "measured", failed);
    return result;
  }
  const retried = Math.min(
    firstAt - start,
    span.retries.reduce((sum, retry) => sum + retry.waitMs, 0),
  );
  put(0, "retry", start, start + retried);
  const thoughts = items.some((item) => item.kind === "thought");
  const estimated = thoughts || !timed ? 0 : estimatedThinking(span, firstAt - start - retried);
  put(0, "wait", start + retried, firstAt - estimated, estimated ? "estimated" : "measured");
  if (estimated) put(0, "thinking", firstAt - estimated, firstAt, "estimated");
  if (!timed) {
    // Thinking may go on behind the first chunk: then what follows is not all output.
    const mixed = thoughts || (span.usage?.thinking ?? 0) > 0;
    if (end !== undefined) put(0, mixed ? "model" : "output", firstAt, end, "measured", failed);
    return result;
  }
  items.forEach((item, n) => {
    const next = items[n + 1];
    const from = start + (item.from ?? 0);
    const to = start + (next?.from ?? item.to ?? 0);
    put(n, item.kind === "thought" ? "thinking" : "output", from, to);
  });
  return result;
}

/** Thinking that was billed and not shown, at the speed at which this answer came, inside the wait. Milliseconds. */
function estimatedThinking(span: Span, wait: number): number {
  const usage = span.usage;
  const [first, last] = [span.items[0], span.items.at(-1)];
  if (!usage || usage.thinking === 0 || usage.output < 8 || first?.from === undefined || last?.to === undefined)
    return 0;
  const streamed = last.to - first.from;
  return streamed < 20 ? 0 : Math.min(wait * 0.9, (usage.thinking * streamed) / usage.output);
}

interface Paid {
  readonly usage?: Usage;
  readonly cost?: NanoUsd;
}

/** What a call used, before its first output and with it; the parts add up to the whole. */
function moneyOf(span: Span): { readonly all: Paid; readonly before: Paid; readonly after: Paid } {
  const { usage, cost, price } = span;
  const all: Paid = { ...(usage ? { usage } : {}), ...(cost === undefined ? {} : { cost }) };
  const before: Paid = { ...(usage ? { usage: { ...usage, output: zeroTokens } } : {}) };
  const after: Paid = { ...(usage ? { usage: { ...noUsage, output: usage.output } } : {}) };
  if (cost === undefined) return { all, before, after };
  const output = usage && price ? outputCost(usage, price, cost) : zeroUsd;
  return {
    all,
    before: { ...before, cost: nanoUsd(cost - output) },
    after: price ? { ...after, cost: output } : after,
  };
}

function outputCost(usage: Usage, price: NonNullable<Span["price"]>, cost: NanoUsd): NanoUsd {
  const output = nanoUsd(partsOf(usage, price as Parameters<typeof partsOf>[1]).output / 1000);
  return output > cost ? cost : output;
}
