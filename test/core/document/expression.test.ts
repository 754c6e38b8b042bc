import { expect, test } from "vitest";
import { type ExpressionNode, parseExpression } from "../../../src/core/document/expression.ts";

/** With every pair in parentheses. */
function shape(node: ExpressionNode | undefined): string {
  switch (node?.kind) {
    case undefined:
      return "nothing";
    case "name":
      return node.path.join(".");
    case "literal":
      return JSON.stringify(node.value);
    case "list":
      return `[${node.items.map(shape).join(", ")}]`;
    case "not":
      return `(not ${shape(node.operand)})`;
    case "binary":
      return `(${shape(node.left)} ${node.operator} ${shape(node.right)})`;
  }
}

/** The problems with the text they stand at, and what that would become. */
function problems(text: string): string[] {
  return parseExpression(text).problems.map(
    ({ message, start, end, instead }) =>
      `${message} @${text.slice(start, end)}${instead === undefined ? "" : ` → ${instead}`}`,
  );
}

test.each([
  ["state.topic", "state.topic"],
  ["state.topic in [billing, technical]", '(state.topic in ["billing", "technical"])'],
  ["state.score > 0.8 and not inputs.dry_run", "((state.score > 0.8) and (not inputs.dry_run))"],
  ["state.a == 1 or state.b == 2 and state.c", "((state.a == 1) or ((state.b == 2) and state.c))"],
  ["(state.a or state.b) and state.c != null", "((state.a or state.b) and (state.c != null))"],
  ["not state.done == true", "(not (state.done == true))"],
  ["state.topic not in [a]", '(not (state.topic in ["a"]))'],
  ['state.reply == "it\\"s"', '(state.reply == "it\\"s")'],
  ["state.week == 2026-W46", '(state.week == "2026-W46")'],
  ["state.ticket-id < -3", "(state.ticket-id < -3)"],
  ["state.order.lines.total > 1e3", "(state.order.lines.total > 1000)"],
  ["billing == state.topic", '("billing" == state.topic)'],
  ["inputs.plan in state.plans", "(inputs.plan in state.plans)"],
])("%s is read", (text, expected) => {
  const { root, problems } = parseExpression(text);
  expect(problems).toEqual([]);
  expect(shape(root)).toBe(expected);
});

test("every value that is read has its place", () => {
  const text = "state.topic == inputs.kind";
  expect(parseExpression(text).names).toEqual([
    { path: ["state", "topic"], start: 0, end: 11 },
    { path: ["inputs", "kind"], start: 15, end: 26 },
  ]);
});

test.each([
  ["", "An expression belongs here, such as state.topic == billing. @"],
  ["state.topic = billing", "Equal is written ==. @= → =="],
  ["state.a && state.b", "Both together is written and. @&& → and"],
  ["!state.done", "The opposite is written not. @! → not "],
  ["state.a >= 3", "There is no >=. Write not … < …. @>="],
  ["state.done == True", "Write true in small letters. @True → true"],
  ["{{state.topic}}", "An expression stands without {{ }}. @{{state.topic}} → state.topic"],
  ["len(state.items) > 3", "An expression calls no functions. @len("],
  ["state.items[0] == a", "Parts are read with a dot: state.a.b. @state.items["],
  [
    "args.id == 3",
    'Only state.… and inputs.… can be read here, and not args. A text stands in quotes. @args.id → "args.id"',
  ],
  ["state == 3", "Say which value: state.name. @state"],
  ["done", "done is a text here, always the same. To read a value write state.done or inputs.done. @done → state.done"],
  [
    "topic == billing",
    "topic is a text here, always the same. To read a value write state.topic or inputs.topic. @topic → state.topic",
  ],
  ["1 < state.x < 3", "Compare two values at a time, and join them with and. @<"],
  ["state.topic ==", "Behind == something is missing. @=="],
  ["(state.a", "This ( is never closed by ). @("],
  ["state.a in [b, c", "This [ is never closed by ]. @["],
  ["state.a in [b c]", "Between two items of a list stands a comma. @c"],
  ["state.a in b", "Behind in stands a list, such as [a, b], or a value that is a list. @b"],
  ["state.a state.b", "Between state.a and state.b a sign is missing: == != < > in and or. @state.b"],
  ['state.a == "b', 'This text is never closed. @"b'],
  [
    "state.a + 1",
    "+ has no meaning in an expression. There are state.x, inputs.x, numbers, texts, lists, == != < > in and or not, and ( ). @+",
  ],
  [
    "state.a == 1)",
    ") cannot stand here. There are state.x, inputs.x, numbers, texts, lists, == != < > in and or not, and ( ). @)",
  ],
])("%s has one problem", (text, expected) => expect(problems(text)).toEqual([expected]));

test("what is read is known also when the rest is not understood", () =>
  expect(parseExpression("state.a +++ inputs.b").names.map((n) => n.path.join("."))).toEqual(["state.a"]));

test("nothing that is typed makes it throw, and every place is inside the text", () => {
  const text = '(state.topic in [billing, "x y"] and not inputs.dry_run) or state.n < -1.5 {{ }} && !';
  for (let i = 0; i <= text.length; i++) {
    for (const typed of [text.slice(0, i), text.slice(i), text.slice(0, i) + text.slice(i + 3)]) {
      for (const { start, end } of parseExpression(typed).problems) {
        expect(start >= 0 && start <= end && end <= typed.length, typed).toBe(true);
      }
    }
  }
  for (const deep of ["(".repeat(50_000), "[".repeat(50_000), "not ".repeat(50_000)]) {
    expect(parseExpression(deep).problems).toHaveLength(1);
  }
});
