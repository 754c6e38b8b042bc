// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${secret:NAME} is written so.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parseAgentDocument } from "../../../../src/core/document/agentDocument.ts";
import { diagnose } from "../../../../src/core/language/diagnose.ts";
import { personalIn } from "../../../../src/core/language/rules/privacy.ts";
import { repaired, shown } from "../../document/problems.ts";
import { today } from "../atCursor.ts";

const head = "format: agent/v1\nname: x\nmodel: gemini-3.8-flash\n";
async function find(code: string, text: string, files: Record<string, string> = {}) {
  const found = await diagnose(parseAgentDocument(head + text), {
    wallMs: today,
    readText: async (file) => files[file],
  });
  return found.filter((problem) => problem.code === code);
}
const check = async (code: string, text: string, files: Record<string, string> = {}) =>
  shown(await find(code, text, files));

test("a number that loses its last zero, where a text belongs, and nowhere else", async () => {
  const text = `version: 1.10
labels: {release: 2.0}
inputs:
  api: {type: string, enum: [v1, 1.10], default: 1.20}
  rate: {type: number, default: 1.50}
  plain: string
x-tool: {python_version: 3.10, price: 2.50, weight: 10.0}
generation_config: {temperature: 1.0}
budget: {max_cost_usd: 0.10}
input: "{{api}} {{rate}} {{plain}}"
tests:
  - name: t
    vars: {plain: 3.0, rate: 2.0, api: v1}
    threshold: 0.90
    assert: [{type: contains, value: 2.0}, {type: cost, threshold: 0.50}, {type: equals, value: 2.0}]
`;
  expect(await check("AG106", text)).toMatchInlineSnapshot(`
    "3:9-13 AG106 YAML reads 1.10 as the number 1.1: its last zero is lost. Put it in quotes. [Put it in quotes]
    4:18-21 AG106 YAML reads 2.0 as the number 2: its last zero is lost. Put it in quotes. [Put it in quotes]
    6:33-37 AG106 YAML reads 1.10 as the number 1.1: its last zero is lost. Put it in quotes. [Put it in quotes]
    6:49-53 AG106 (warning) YAML reads 1.20 as the number 1.2: its last zero is lost. Put it in quotes. [Put it in quotes]
    9:25-29 AG106 (warning) YAML reads 3.10 as the number 3.1: its last zero is lost. Put it in quotes. [Put it in quotes]
    15:18-21 AG106 YAML reads 3.0 as the number 3: its last zero is lost. Put it in quotes. [Put it in quotes]
    17:37-40 AG106 YAML reads 2.0 as the number 2: its last zero is lost. Put it in quotes. [Put it in quotes]"
  `);
  // What its repair would spoil is not said beside it.
  for (const other of ["AG109", "AG307", "AG308", "AG405"]) expect(await check(other, text)).toBe("");
});
test("in quotes it is a text", async () => {
  const [found] = await find("AG106", "version: 1.10\n");
  expect(repaired(`${head}version: 1.10\n`, found)).toContain('version: "1.10"\n');
});

test("more than twenty tools, those of a server counted by name", async () => {
  const tools = (n: number) =>
    `tools:\n${Array.from({ length: n }, (_, i) => `  - {type: function, name: tool_${i}, description: Does thing ${i}.}\n`).join("")}`;
  expect(await check("AG408", tools(21))).toMatchInlineSnapshot(
    `"3:0-5 AG408 (warning) These are 21 tools, about 169 tokens in every request. With more than 20 a model chooses worse."`,
  );
  expect(await check("AG408", tools(20))).toBe("");
});

test("an example in the prompt whose names are others than the schema's", async () => {
  const format =
    "response_format: {type: text, mime_type: application/json, schema: {type: object, properties: {title: {type: string}, items: {type: array, items: {type: string}}}}}\n";
  const prompt = (text: string) => `system_instruction: |\n  ${text}\n${format}`;
  expect(await check("AG413", prompt('Reply like this: {"title": "x", "item": []}'))).toMatchInlineSnapshot(
    `"4:35-39 AG413 (warning) The prompt's example has "item", which "response_format" does not have. Did you mean items? [Change to items]"`,
  );
  for (const other of [
    'Reply like this: {"title": "x", "items": []}',
    // What comes in, and not what goes out.
    'The request is {"title": "x", "id": 7}. Answer it.',
    'Answer about orders such as {"id": 1, "sum": 2, "title": "x"}',
    'Answer in the form {"title": "x", …}',
    "Answer with {title: x, id: 1}",
  ])
    expect(await check("AG413", prompt(other)), other).toBe("");
  expect(await check("AG413", 'system_instruction: \'Reply like this: {"title": "x", "item": []}\'\n')).toBe("");
});

test("a document that the model does not take, as far as that is known", async () => {
  expect(
    await check(
      "AG508",
      "context: [{uri: x, mime_type: application/zip}, {file: a.docx}, {file: b.pdf}, {file: c.md}]\n",
      {
        "a.docx": "",
        "b.pdf": "",
        "c.md": "",
      },
    ),
  ).toMatchInlineSnapshot(`
    "3:30-45 AG508 gemini-3.8-flash does not take packed files. It takes text, image, video, audio.
    3:55-61 AG508 gemini-3.8-flash does not take office documents. It takes text, image, video, audio."
  `);
  const managed = "target: managed\nbase_agent: antigravity-preview-09-2026\n";
  expect(
    await check(
      "AG508",
      `${managed}context: [{uri: x, mime_type: audio/mp3}, {uri: x, mime_type: image/png}, {text: Hello}]\n`,
    ),
  ).toMatchInlineSnapshot(
    `"5:30-39 AG508 A managed agent is given text and images, no audio: put the file into "environment.sources"."`,
  );
});

test("long text that several agents have", async () => {
  const long = Array.from(
    { length: 20 },
    (_, i) => `      Rule ${i} of the shop, which everyone follows, always.\n`,
  ).join("");
  const agents = (second: string) =>
    `agents:\n  sales:\n    system_instruction: |\n      You sell.\n${long}  returns:\n    system_instruction: |\n      You take back.\n${second}`;
  expect(await check("AG606", agents(long))).toMatchInlineSnapshot(
    `"30:6-57 AG606 (information) About 258 tokens from here on stand in sales too. In a file that both name first they are written once, and can be cached."`,
  );
  expect(await check("AG606", agents(long.replaceAll("Rule", "Advice")))).toBe("");
  // Once in one prompt, twice in the other: it is no other agent's.
  expect(await check("AG606", `system_instruction: |\n${long}${long}`)).toBe("");
});

test("an inline file that is too large, or no text", async () => {
  const source = (file: string) =>
    `target: managed\nbase_agent: antigravity-preview-09-2026\nenvironment: {type: remote, sources: [{type: inline, file: ${file}, target: /workspace/a}]}\n`;
  expect(await check("AG609", source("a.csv"), { "a.csv": "x".repeat(1_500_000) })).toMatchInlineSnapshot(
    `"5:59-64 AG609 (warning) a.csv has 1.4 MB, and inline are at most 1 MB. Let it come from "gcs" or a "repository"."`,
  );
  expect(await check("AG609", source("a.csv"), { "a.csv": "x" })).toBe("");
  expect(await check("AG609", source("a.png"), { "a.png": "" })).toMatchInlineSnapshot(
    `"5:59-64 AG609 (warning) a.png is no text, and would arrive damaged. Let it come from "gcs" or a "repository"."`,
  );
});

const crm =
  '{type: function, name: find_customer, description: Finds., run: {http: {method: GET, url: "https://c.example.com", headers: {Authorization: "Bearer ${secret:CRM}"}}}}';
const mail = "{type: function, name: send_mail, description: Sends.}";
test("text from outside, private data and a way out", async () => {
  const agent = (input: string, tools: string, policy = "") =>
    `inputs: {message: {type: string, untrusted: ${input}}}\nsecrets: {CRM: {description: Key}}\ninput: "{{message}}"\ntools: [${tools}]\n${policy}`;
  expect(await check("AG704", agent("true", `${crm}, ${mail}`))).toMatchInlineSnapshot(
    `"6:199-208 AG704 (hint) "message" comes from outside, find_customer reads what is private, and send_mail can send it away: a text can talk the agent into that. [Ask before send_mail is called]"`,
  );
  expect(await check("AG704", agent("false", `${crm}, url_context`))).toMatchInlineSnapshot(
    `"6:176-187 AG704 (hint) A web page comes from outside, find_customer reads what is private, and url_context can send it away: a text can talk the agent into that."`,
  );
  expect(await check("AG704", agent("false", `${crm}, ${mail}`))).toBe("");
  expect(await check("AG704", agent("true", mail))).toBe("");
  expect(await check("AG704", agent("true", crm))).toBe("");
  expect(await check("AG704", agent("true", `${crm}, ${mail}`, "policy: {approve: [send_mail]}\n"))).toBe("");
});

test("what is somebody's, and what only looks so", () => {
  const found = (text: string) =>
    personalIn(text).map(({ what, text: one, sure }) => `${what} ${one}${sure ? "!" : ""}`);
  expect(found("Write to maria.keller@gmx.de, or call +49 170 1234 567 or +34 612 904 377.")).toEqual([
    "e-mail address maria.keller@gmx.de",
    "phone number +34 612 904 377",
  ]);
  expect(found("Pay to AT61 1904 3002 3457 3201, card 4539 1488 0343 6467 or 4539148803436467.")).toEqual([
    "IBAN AT61 1904 3002 3457 3201!",
    "card number 4539 1488 0343 6467!",
    "card number 4539148803436467",
  ]);
  for (const nobody of [
    "support@shop.de, name@example.com, jane.doe@mail.org, user@company.com, x@y.test",
    "price@OData.Community.Display.V1.FormattedValue",
    "+1 202 555 0123, +44 7700 900123",
    "DE89 3704 0044 0532 0130 00, AT61 1904 3002 3457 3202",
    "4242 4242 4242 4242, 4539 1488 0343 6468, order 1234567890123452",
    "2026-11-24T10:00:00+01:00 and 2,147,483,647",
    "f4539148803436467 4539148803436467-a",
    "The sum is 4539.1488 + 0343",
  ])
    expect(found(nobody), nobody).toEqual([]);
});
test("it is found in examples, in tests, in rows and in the files of data sets, and not in prompts", async () => {
  const text = `system_instruction: Write to maria.keller@gmx.de when nothing helps.
inputs: {message: string}
input: "{{message}}"
examples:
  - {input: "I am maria.keller@gmx.de", output: Hello.}
datasets:
  own: {rows: [{message: AT61 1904 3002 3457 3201}]}
  more: {file: rows.jsonl}
tests:
  - {name: a, vars: {message: "+34 612 904 377"}, assert: [{type: contains, value: x}]}
`;
  const files = {
    "rows.jsonl": '{"message": "Hi"}\n{"message": "a.bell@web.de and b.bell@web.de, 4539 1488 0343 6467"}\n',
  };
  expect(await check("AG707", text, files)).toMatchInlineSnapshot(`
    "7:18-37 AG707 (hint) This looks like somebody's e-mail address. [Replace it by name@example.com]
    9:25-49 AG707 (warning) This looks like somebody's IBAN. [Replace it by DE89 3704 0044 0532 0130 00]
    10:15-25 AG707 (warning) rows.jsonl has 2 e-mail addresses and 1 card number that look like somebody's, the first in line 2. Is it meant to be read by everyone?
    12:31-46 AG707 (hint) This looks like somebody's phone number. [Replace it by +1 202 555 0123]"
  `);
  for (const problem of await find("AG707", text, files)) {
    if (!problem.fix) continue;
    const after = await find("AG707", repaired(head + text, problem).slice(head.length), files);
    expect(after).toHaveLength(3);
  }
});

test("examples that lean to one side, or leave a class out", async () => {
  const examples = (...outputs: string[]) =>
    `examples:\n${outputs.map((output, i) => `  - {input: "Text ${i}", output: ${output}}\n`).join("")}`;
  const labels = "response_format: {type: text, mime_type: text/plain, schema: {type: string, enum: [a, b, c]}}\n";
  expect(await check("AG804", labels + examples("a", "a", "b"))).toMatchInlineSnapshot(
    `"4:0-8 AG804 (hint) No example shows "c"."`,
  );
  expect(await check("AG804", labels + examples("a", "b", "c"))).toBe("");
  expect(await check("AG804", examples("yes", "yes", "yes", "yes", "no", "yes"))).toMatchInlineSnapshot(
    `"3:0-8 AG804 (hint) 5 of 6 examples answer "yes": the model learns to say that."`,
  );
  expect(await check("AG804", examples("yes", "no", "yes", "no", "yes", "no"))).toBe("");
  // Free text has no classes.
  expect(await check("AG804", examples("one", "two", "three", "four", "five"))).toBe("");
  const json =
    "response_format: {type: text, mime_type: application/json, schema: {type: object, properties: {kind: {type: string, enum: [x, y]}, note: {type: string}}}}\n";
  expect(
    await check("AG804", json + examples('\'{"kind": "x"}\'', '\'{"kind": "x"}\'', '\'{"kind": "x"}\'')),
  ).toMatchInlineSnapshot(`"4:0-8 AG804 (hint) No example shows "y"."`);
});

test("orders that say the opposite, or the same again", async () => {
  const prompt = (...lines: string[]) => `system_instruction: |\n${lines.map((line) => `  ${line}\n`).join("")}`;
  expect(
    await check(
      "AG808",
      prompt(
        "- Always mention the price.",
        "- Be brief.",
        "- Do not mention the",
        "  price!",
        "Never mention the price.",
      ),
    ),
  ).toMatchInlineSnapshot(`
    "6:2-7:10 AG808 (hint) Another line says the opposite: Always mention the price.
    8:2-26 AG808 (hint) Another line says the opposite: Always mention the price."
  `);
  expect(
    await check(
      "AG808",
      prompt("Never tell a customer about another one.", "Words.", "1. **Never** tell a customer about another one"),
    ),
  ).toMatchInlineSnapshot(
    `"6:5-48 AG808 (hint) Another line says this already: Never tell a customer about another one."`,
  );
  for (const lines of [
    ["Always mention the price.", "Never mention the price of a rival."],
    ["Good: Mention the price.", "Never mention the price."],
    ["```", "Never mention the price.", "```", "Always mention the price."],
    ["Be brief.", "Be brief."],
    ["{{#if plan}}Always mention the price.{{else}}Never mention the price.{{/if}}"],
    ["| Always mention the price | never mention the price |"],
  ])
    expect(await check("AG808", prompt(...lines)), lines.join("\n")).toBe("");
});

const media = path.join(import.meta.dirname, "../../../../media");
const definitions = readdirSync(media, { recursive: true, encoding: "utf8" }).filter((file) =>
  /^(?:samples|templates).*\.agent\.yaml$/.test(file),
);
test("samples and templates are free of advice about what they teach", async () => {
  expect(definitions.length).toBeGreaterThan(10);
  const codes = ["106", "408", "413", "508", "606", "609", "704", "707", "804", "808"].map((id) => `AG${id}`);
  for (const file of definitions) {
    const text = readFileSync(path.join(media, file), "utf8");
    const readText = async (name: string) => {
      try {
        return readFileSync(path.join(media, path.dirname(file), name), "utf8");
      } catch {
        // Not there: that is said by another rule.
        return undefined;
      }
    };
    const found = await diagnose(parseAgentDocument(text), { wallMs: today, readText });
    expect(shown(found.filter(({ code }) => codes.includes(code))), file).toBe("");
  }
});
