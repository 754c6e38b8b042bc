import { expect, test } from "vitest";
import { parseTemplate, renderTemplate, variablesOf } from "../../../src/core/document/template.ts";

const scope = {
  name: "Ana",
  plan: "pro",
  order: {
    id: "AB1",
    items: [
      { title: "Cup", price: 3 },
      { title: "Pot", price: 0 },
    ],
  },
  topics: ["a", "b"],
  none: [],
  empty: "",
  zero: 0,
  evil: "{{name}} <b>&</b>",
};
function render(text: string, wallMs?: number) {
  const { text: rendered, problems } = renderTemplate(text, scope, wallMs === undefined ? {} : { wallMs });
  return expect([rendered, ...problems.map((p) => `${p.start}-${p.end} ${p.message}`)].join("\n"));
}

test("variables, with dots, are filled in", () => {
  render("Hello {{name}}, order {{ order.id }}: {{order.items.0.title}}.").toBe("Hello Ana, order AB1: Cup.");
});
test("a value is inserted once and as it is", () => render("{{evil}}").toBe("{{name}} <b>&</b>"));
test("single braces are text", () => render('{"a": {"b": 1}} {name}').toBe('{"a": {"b": 1}} {name}'));
test("\\{{ writes a literal brace pair", () => {
  render("\\{{name}} and {{name}}").toBe("{{name}} and Ana");
  render("\\\\{{name}}").toBe("\\Ana");
});
test("what is undefined is a problem, and the rest is rendered", () => {
  render("{{nobody}} {{order.nothing}} {{name}}").toMatchInlineSnapshot(`
    "  Ana
    2-8 "nobody" is undefined.
    13-26 "order.nothing" is undefined."
  `);
});
test("if, else if, else, unless", () => {
  const text = "{{#if empty}}1{{else if zero}}2{{else if none}}3{{else}}4{{/if}}{{#unless nobody}}5{{/unless}}";
  render(text).toBe("45");
  render("{{#if plan}}{{name}}{{/if}}").toBe("Ana");
});
test("each has this, @index, @first and @last, and looks outside for other names", () => {
  render("{{#each topics}}{{@index}}{{this}}{{#unless @last}},{{/unless}}{{/each}}").toBe("0a,1b");
  render("{{#each order.items}}{{#if @first}}{{name}}: {{/if}}{{title}} {{/each}}").toBe("Ana: Cup Pot ");
  render("{{#each none}}x{{else}}nothing{{/each}}").toBe("nothing");
  render("{{#each name}}x{{/each}}").toMatchInlineSnapshot(`
    "
    8-12 {{#each}} needs a list, and "name" is none."
  `);
  render("{{#each order.items}}{{#each ../topics}}{{this}}{{/each}}{{/each}}").toBe("abab");
});
test("with looks in the value first", () => render("{{#with order}}{{id}} {{name}}{{/with}}").toBe("AB1 Ana"));
test("a block alone on its line leaves no empty line behind", () => {
  render("Items:\n{{#each topics}}\n- {{this}}\n{{/each}}\nEnd").toBe("Items:\n- a\n- b\nEnd");
  render("  {{#if plan}}  \r\n  yes\r\n  {{/if}}\r\nEnd").toBe("  yes\r\nEnd");
});
test("~ eats the white space beside it", () => render("a {{~name~}} b").toBe("aAnab"));
test("helpers", () => {
  render('{{default nobody "you"}} {{default name "you"}} {{default empty "x"}}').toBe("you Ana ");
  render("{{json order.items.0}}").toBe('{"title":"Cup","price":3}');
  render("{{json topics indent=2}}").toBe('[\n  "a",\n  "b"\n]');
  render('{{join topics " and "}} {{join topics}}').toBe("a and b a, b");
  render("{{truncate evil 5}} {{truncate name 5}}").toBe("{{na… Ana");
  render("{{now}}", 0).toBe("1970-01-01T00:00:00.000Z");
  render('{{truncate (default nobody "long text") 5}}').toBe("long…");
});
test("helpers that are used wrongly say how they are written", () => {
  render("{{join name}} {{truncate name}} {{json}} {{now}} {{lookup a b}}").toMatchInlineSnapshot(`
    "    
    2-11 join needs a list, and "name" is none.
    14-31 Write it so: {{truncate message 500}}.
    32-40 Write it so: {{json items indent=2}}.
    43-46 {{now}} has no time here.
    51-57 "lookup" is no helper. There are json, default, join, truncate, now."
  `);
});
test("lists and maps are inserted as JSON", () => render("{{topics}}").toBe('["a","b"]'));
test("comments are left out", () => render("a{{! one }}b{{!-- {{two}} --}}c").toBe("abc"));

test("what cannot be read is named at its place, and the text goes on", () => {
  for (const text of [
    "{{name",
    "a {{ b\n{{name}}",
    "{{}}",
    "{{{name}}}",
    "{{&name}}",
    "{{#each topics}}x",
    "{{#if}}x{{/if}}",
    "{{#foo x}}x{{/foo}}",
    "{{/if}}",
    "{{else}}",
    "{{#if a}}{{#each b}}{{/if}}",
    "{{1a}} {{a..b}} {{@key}}",
    "{{> }} {{> a b}}",
    '{{default x "}}',
  ]) {
    const { problems } = parseTemplate(text);
    expect(problems.map((p) => `${text.slice(p.start, p.end)} → ${p.message}`).join("\n"), text).toMatchSnapshot(text);
    expect(problems.length, text).toBeGreaterThan(0);
  }
});
test("no text makes it throw, and problems lie inside the text", () => {
  const pieces = [
    "{{",
    "}}",
    "{{{",
    "#if ",
    "#each ",
    "/if",
    "else",
    "x",
    ".",
    " ",
    "\n",
    '"',
    "'",
    "(",
    ")",
    "~",
    "!--",
    "--",
    "\\",
    "@index",
    ">",
    "=",
  ];
  let seed = 5;
  const next = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff);
  for (let i = 0; i < 3000; i++) {
    const text = Array.from({ length: 12 }, () => pieces[next() % pieces.length]).join("");
    const { problems } = renderTemplate(text, scope);
    for (const { start, end } of problems) {
      expect(start, text).toBeGreaterThanOrEqual(0);
      expect(end, text).toBeLessThanOrEqual(text.length);
      expect(start, text).toBeLessThanOrEqual(end);
    }
  }
});
test("a prompt of 1 MB is rendered at once", () => {
  const text = "Some words for {{name}}.\n".repeat(40_000);
  const start = process.cpuUsage();
  expect(renderTemplate(text, scope).text).toHaveLength(text.length - 5 * 40_000);
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(1000);
});

test("the variables that a template names, and which may be missing", () => {
  const text =
    "{{a.b}} {{#each xs}}{{title}} {{this.x}} {{@index}} {{../y}}{{/each}} {{#if c}}{{default d e}}{{/if}} {{> f.md}}";
  expect(
    variablesOf(parseTemplate(text)).map(
      (u) =>
        `${u.path.join(".")}${u.local ? " local" : ""}${u.optional ? " optional" : ""} ${text.slice(u.start, u.end)}`,
    ),
  ).toMatchInlineSnapshot(`
    [
      "a.b a.b",
      "xs xs",
      "title local title",
      "c optional c",
      "d optional d",
      "e e",
    ]
  `);
});
