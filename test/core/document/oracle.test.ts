import { expect, test } from "vitest";
import { parseDocument } from "yaml";
import { parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import { shown } from "./problems.ts";
import { everyValue, numbers, sampleTexts, scraps, team } from "./texts.ts";

/** Milliseconds; more in a long run: FUZZ_MS=60000 FUZZ_SEED=5 vitest run oracle */
const time = Number(process.env.FUZZ_MS ?? 4000);
const seed = Number(process.env.FUZZ_SEED ?? 1);

/** What the language leaves out on purpose: refused although it is YAML. */
const leftOut = /^\S+ (?:AG113|AG102|AG103)|The marks & or !/m;
/** Where the `yaml` package is more lenient than YAML: it takes these, and we do not. */
const lenient: Record<string, RegExp> = {
  'a line " : x" that goes on with a text': /^\s*:(?:\s|$)/m,
  "a ? or : that stands alone": /(?:^|\s)\?(?:\s|$)/m,
};
/** Where values differ, and why ours is meant. */
const different: Record<string, RegExp> = {
  "an escaped line break before an empty line: YAML 1.2 keeps the empty line": /\\\r?\n[ \t]*\r?\n/,
  "a key ~ or null: its name is what is written": /(?:^|[\s{,])(?:~|null)\s*:/m,
};

const bases = [everyValue, team(1).slice(4, 30).join("\n"), ...sampleTexts().values()];
const any = (table: Record<string, RegExp>, text: string) => Object.values(table).some((pattern) => pattern.test(text));

test(
  "random texts are read as the yaml package reads them, and none is taken that it refuses",
  () => {
    const next = numbers(seed);
    const end = performance.now() + time;
    const counts = { both: 0, neither: 0 };
    while (performance.now() < end) {
      const lines = (bases[next(bases.length)] as string).split("\n");
      const first = next(Math.max(1, lines.length - 30));
      let text = lines.slice(first, first + 15 + next(30)).join("\n");
      for (let edits = next(4); edits > 0; edits--) {
        const from = next(text.length + 1);
        text = text.slice(0, from) + scraps[next(scraps.length)] + text.slice(from + (next(2) ? next(6) : 0));
      }
      // A lone CR ends a line for editors, but not for the yaml package.
      if (/\r(?!\n)/.test(text)) continue;
      const oracle = parseDocument(text, { logLevel: "silent" });
      const ours = parseAgentDocument(text);
      const said = shown(ours.problems);
      let value: unknown;
      let refused = oracle.errors.length > 0;
      try {
        if (!refused) value = oracle.toJS({ maxAliasCount: -1 }) ?? null;
      } catch {
        // An unknown reference is found only now.
        refused = true;
      }
      if (refused) {
        counts.neither++;
        expect(said, `${oracle.errors[0]?.message}\n${text}`).not.toBe("");
      } else if (said === "") {
        counts.both++;
        if (!any(different, text)) expect(ours.value, text).toEqual(value);
      } else if (!leftOut.test(said) && !any(lenient, text)) expect(said, text).toBe("");
    }
    expect(counts.both).toBeGreaterThan(50);
    expect(counts.neither).toBeGreaterThan(100);
  },
  time + 60_000,
);

test("the samples are read as the yaml package reads them", () => {
  for (const [file, text] of sampleTexts()) {
    expect(parseAgentDocument(text).value, file).toEqual(parseDocument(text).toJS());
  }
  expect(parseAgentDocument(everyValue).value).toEqual(parseDocument(everyValue).toJS());
});
