import type { IconName } from "../ui/icon.ts";
import type { CompareState } from "./state.ts";

export interface Figure {
  readonly mean?: number;
  readonly p50?: number;
  readonly p95?: number;
}
export interface Difference {
  readonly change: string;
  readonly interval: string;
}
export interface Verdict {
  readonly words: readonly {
    readonly icon: IconName;
    readonly tone: "ok" | "bad" | "wait" | "dim";
    readonly strong?: string;
    readonly text: string;
  }[];
  readonly totalMs?: Difference;
  readonly ttftMs?: Difference;
  readonly cost?: Difference;
}

export function figure(values: readonly number[]): Figure {
  if (!values.length) return {};
  const s = [...values].sort((a, b) => a - b);
  return {
    mean: values.reduce((a, b) => a + b, 0) / values.length,
    p50: s[Math.floor((s.length - 1) / 2)] ?? 0,
    ...(s.length >= 20 && { p95: s[Math.ceil(s.length * 0.95) - 1] ?? 0 }),
  };
}

export function differences(_state: CompareState, _columns: readonly number[]): ReadonlyMap<number, Verdict> {
  return new Map();
}
