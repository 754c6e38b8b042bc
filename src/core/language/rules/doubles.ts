import type { Problem } from "../../document/problem.ts";

/** Of two things said about one place the one that knows more about it stays: what gives way, and to what. */
const givesWay: Readonly<Record<string, (to: Problem) => boolean>> = {
  // "Other tools read it differently" matters once the value can stand here.
  AG105: ({ severity }) => severity === "error" || severity === "warning",
  AG109: ({ code, severity }) => code !== "AG105" && (severity === "error" || severity === "warning"),
  // Their repairs would write the number that is left.
  AG307: ({ code }) => code === "AG106",
  AG308: ({ code }) => code === "AG106",
  AG405: ({ code }) => code === "AG106",
  AG705: ({ code }) => code === "AG704",
  AG110: ({ code }) => code === "AG207",
};

export function withoutDoubles(problems: readonly Problem[]): readonly Problem[] {
  if (!problems.some(({ code }) => Object.hasOwn(givesWay, code))) return problems;
  const places = new Map<string, Problem[]>();
  for (const problem of problems) {
    const place = placeOf(problem);
    const there = places.get(place);
    if (there) there.push(problem);
    else places.set(place, [problem]);
  }
  return problems.filter((problem) => {
    const yields = givesWay[problem.code];
    if (!yields) return true;
    const others = places.get(placeOf(problem)) ?? [];
    return !others.some((other) => other.code !== problem.code && yields(other));
  });
}

function placeOf({ range: { start, end } }: Problem): string {
  return `${start.line} ${start.character} ${end.line} ${end.character}`;
}
