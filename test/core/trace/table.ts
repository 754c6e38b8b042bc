import type { Step } from "../../../src/core/trace/steps.ts";

/** Steps as a table that a person can read: number, kind, agent, name, detail, start, duration, parts, error. */
export function table(steps: readonly Step[]): string {
  return steps
    .map((s) =>
      [
        `${s.index}${"  ".repeat(s.depth)} ${s.kind} ${s.agent}/${s.name}`,
        s.detail && `“${s.detail}”`,
        s.t === undefined ? "no time" : `@${round(s.t)}`,
        s.quality === "measured" || s.quality === "estimated" ? `${round(s.duration ?? 0)} ms ${s.quality}` : s.quality,
        s.stretches.map((x) => `${x.cause}${x.quality === "estimated" ? "≈" : ""} ${round(x.duration)}`).join(" + "),
        s.open && "open",
        s.error && `! ${s.error}`,
      ]
        .filter(Boolean)
        .join(" · "),
    )
    .join("\n");
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
