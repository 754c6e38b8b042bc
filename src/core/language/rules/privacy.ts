// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${secret:NAME} is what these rules are about.
import type { Range } from "vscode-languageserver-types";
import { isObject, type Json } from "../../base/json.ts";
import type { Path } from "../../document/definition.ts";
import { fileReferences } from "../fileReferences.ts";
import type { AgentPart } from "./agentPart.ts";
import { type AgentRule, type FileRule, type Finding, replace, type TestRule } from "./rule.ts";
import { approve } from "./toolAdvice.ts";

interface Personal {
  readonly what: keyof typeof madeUp;
  readonly text: string;
  readonly start: number;
  /** Its check digits are right: it cannot be much else. */
  readonly sure: boolean;
}

/** What to write instead: nobody's, and known to be nobody's. */
const madeUp = {
  "e-mail address": "name@example.com",
  "phone number": "+1 202 555 0123",
  IBAN: "DE89 3704 0044 0532 0130 00",
  "card number": "4242 4242 4242 4242",
};

const email = /[\w.+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,10}(?![\w-]|\.\w)/g;
/** Names that handbooks use for anybody, addresses reserved for examples, and those of a desk and not of a person. */
const noPerson =
  /@(?:[\w-]+\.)*(?:example|contoso|fabrikam|acme|domain|company|test|your-?\w+)\.[a-z]+$|\.(?:example|test|invalid|local|localhost)$|^(?:info|support|help|sales|office|contact|hello|admin|service|team|press|jobs|billing|no-?reply|postmaster|webmaster|customer-?service|(?:test-?)?user(?:name)?|e?mail|name|someone|foo|(?:john|jane)(?:[._]?doe)?|first[._]?last)\d*@/i;
const phone = /(?<![\w.+-])\+\d[\d ().-]{7,17}\d(?![\w-])/g;
/** Set aside for films and examples, or counted through. */
const noPhone = /^1\d{3}55501|^447700900|^442079460|(\d)\1{5}|12345|98765/;
const iban = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g;
const card = /(?<![\w.-])(?:\d{4}([ -])\d{4}\1\d{4}\1\d{4}|3\d{3}([ -])\d{6}\2\d{5}|\d{15,16})(?![\w-])/g;
/** Those that banks and payment services print in their handbooks. */
const inHandbooks =
  /^(?:DE89370400440532013000|GB\d\d(?:WEST12345698765432|NWBK60161331926819)|ES9121000418450200051332|FR1420041010050500013M02606|4242424242424242|4111111111111111|4000\d{8}\d{4}|4012888888881881|5555555555554444|5105105105105100|2223003122003222|378282246310005|371449635398431|6011111111111117|6011000990139424)$/;

/** What looks like the data of a person. */
export function personalIn(text: string): readonly Personal[] {
  if (!/@|\d{4}|\+\d/.test(text)) return [];
  const found: Personal[] = [];
  const look = (
    what: Personal["what"],
    pattern: RegExp,
    fits: (plain: string, written: string) => boolean,
    sure: boolean,
  ) => {
    for (const { 0: written, index } of text.matchAll(pattern)) {
      if (fits(written.replace(/[ ().+-]/g, ""), written)) found.push({ what, text: written, start: index, sure });
    }
  };
  look("e-mail address", email, (_, written) => !noPerson.test(written), false);
  look("phone number", phone, (plain) => plain.length >= 9 && plain.length <= 15 && !noPhone.test(plain), false);
  look("IBAN", iban, (plain) => !inHandbooks.test(plain) && isIban(plain), true);
  // Of sixteen digits in a row one in ten passes as a card.
  look("card number", card, (plain, written) => written !== plain && isCard(plain), true);
  look("card number", card, (plain, written) => written === plain && isCard(plain), false);
  return found;
}

function isIban(plain: string): boolean {
  if (plain.length < 15 || plain.length > 34) return false;
  const turned = plain.slice(4) + plain.slice(0, 4);
  let rest = 0;
  for (const sign of turned)
    for (const digit of String(Number.parseInt(sign, 36))) rest = (rest * 10 + Number(digit)) % 97;
  return rest === 1;
}

/** Luhn's sum, and the beginning of a card that is in use. */
function isCard(plain: string): boolean {
  if (!/^(?:4|5[1-5]|2[2-7]|3[47]|6(?:011|5))/.test(plain) || inHandbooks.test(plain) || /^(\d)\1+$/.test(plain))
    return false;
  let sum = 0;
  [...plain].reverse().forEach((sign, i) => {
    const digit = Number(sign) * (i % 2 === 0 ? 1 : 2);
    sum += digit > 9 ? digit - 9 : digit;
  });
  return sum % 10 === 0;
}

const personal = { id: "AG707", severity: "hint" } as const;

export const personalExamples: AgentRule = {
  ...personal,
  scope: "agent",
  check: (agent) => personalUnder(agent, agent.body.examples, ["examples"]),
};
export const personalTests: TestRule = {
  ...personal,
  scope: "test",
  check: (test) => personalUnder(test, test.body.vars, ["vars"]),
};
export const personalData: FileRule = {
  ...personal,
  scope: "file",
  check({ document, facts }) {
    const part = {
      rangeAt: (...path: Path) => document.rangeAt(path),
      line: (line: number) => document.source.line(line),
    };
    const sets = isObject(document.value) ? document.value.datasets : undefined;
    const inside = Object.entries(isObject(sets) ? sets : {}).flatMap(([name, set]) =>
      isObject(set) ? personalUnder(part, set.rows, ["datasets", name, "rows"]) : [],
    );
    const files = fileReferences(document).flatMap(({ file, range, path }): Finding[] => {
      const text = path[0] === "datasets" ? facts.text(file) : undefined;
      const said = typeof text === "string" ? personalInFile(text) : undefined;
      return said
        ? [{ ...said, message: `${file} has ${said.message}. Is it meant to be read by everyone?`, range }]
        : [];
    });
    return [...inside, ...files];
  },
};

interface Part {
  rangeAt(...path: Path): { readonly value: Range } | undefined;
  line(line: number): string;
}

function personalUnder(part: Part, value: Json | undefined, path: Path): readonly Finding[] {
  const findings: Finding[] = [];
  const visit = (at: Json | undefined, way: Path) => {
    if (findings.length >= 20 || way.length > 30) return;
    if (Array.isArray(at)) for (const [i, item] of at.entries()) visit(item as Json, [...way, i]);
    else if (isObject(at)) for (const [key, inner] of Object.entries(at)) visit(inner, [...way, key]);
    else if (typeof at === "string" || typeof at === "number") {
      for (const one of personalIn(String(at))) {
        const range = part.rangeAt(...way)?.value;
        if (range) findings.push(findingOf(one, range, part.line(range.start.line)));
      }
    }
  };
  visit(value, path);
  return findings;
}

function findingOf({ what, text, sure }: Personal, range: Range, line: string): Finding {
  const message = `This looks like somebody's ${what}.`;
  const column = line.indexOf(text, range.start.character);
  const severity = sure ? "warning" : "hint";
  if (range.start.line !== range.end.line || column < 0) return { message, severity, range };
  const place = {
    start: { line: range.start.line, character: column },
    end: { line: range.start.line, character: column + text.length },
  };
  // A number by itself becomes a text.
  const alone = column === range.start.character && column + text.length === range.end.character;
  const newText = alone && !text.includes("@") ? `"${madeUp[what]}"` : madeUp[what];
  return { message, severity, range: place, fix: replace(place, newText, `Replace it by ${madeUp[what]}`) };
}

type Said = Pick<Finding, "message" | "severity"> | undefined;
const ofFiles = new Map<string, Said>();
/** A file is read through once, as long as it is among the last few. */
function personalInFile(text: string): Said {
  if (!ofFiles.has(text)) {
    ofFiles.set(text, summed(text, personalIn(text.slice(0, 1_000_000))));
    for (const first of ofFiles.keys()) {
      if (ofFiles.size <= 32) break;
      ofFiles.delete(first);
    }
  }
  return ofFiles.get(text);
}

function summed(text: string, all: readonly Personal[]): Said {
  if (all.length === 0) return undefined;
  const counts = new Map<string, number>();
  for (const { what } of all) counts.set(what, (counts.get(what) ?? 0) + 1);
  const words = [...counts].map(([what, n]) => `${n} ${what}${n === 1 ? "" : what.endsWith("s") ? "es" : "s"}`);
  const first = Math.min(...all.map(({ start }) => start));
  const line = text.slice(0, first).split("\n").length;
  return {
    message: `${words.join(" and ")} that look like somebody's, the first in line ${line}`,
    severity: all.some(({ sure }) => sure) ? "warning" : "hint",
  };
}

/** Names of tools that carry something away. */
const sending =
  /(?:^|_)(?:send|e?mail|post|publish|upload|share|notify|tweet|message|webhook|forward|transfer)(?:_|$)/i;

export const leakPath: AgentRule = {
  id: "AG704",
  scope: "agent",
  severity: "hint",
  check(agent) {
    const tools = Array.isArray(agent.body.tools) ? (agent.body.tools as readonly Json[]) : [];
    if (tools.length < 1) return [];
    const reads = tools.findIndex(
      (tool) => isObject(tool) && (tool.type === "file_search" || /\$\{(?:secret|env):/.test(JSON.stringify(tool))),
    );
    const outside = reads < 0 ? undefined : outsideText(agent, tools);
    if (!outside) return [];
    const policy = agent.setting("policy");
    const settled = isObject(policy) ? [policy.approve, policy.deny].flat() : [];
    for (const [i, tool] of tools.entries()) {
      const name = nameOf(tool);
      if (!sends(tool) || name === undefined || settled.includes(name) || settled.includes("*")) continue;
      const range = (
        isObject(tool) && tool.name !== undefined ? agent.rangeAt("tools", i, "name") : agent.rangeAt("tools", i)
      )?.value;
      if (!range) continue;
      const message = `${outside} comes from outside, ${nameOf(tools[reads] as Json)} reads what is private, and ${name} can send it away: a text can talk the agent into that.`;
      return [{ message, range, fix: isObject(tool) && tool.type === "function" ? approve(agent, name) : undefined }];
    }
    return [];
  },
};

function outsideText(agent: AgentPart, tools: readonly Json[]): string | undefined {
  const uses = agent.prompts.flatMap(({ uses: all }) => all);
  const untrusted = uses.find((use) => !use.local && agent.variable(use.name)?.untrusted === true);
  if (untrusted) return `"${untrusted.name}"`;
  return tools.some((tool) => nameOf(tool) === "url_context") ? "A web page" : undefined;
}

function nameOf(tool: Json): string | undefined {
  if (!isObject(tool)) return typeof tool === "string" ? tool : undefined;
  return typeof tool.name === "string" ? tool.name : typeof tool.type === "string" ? tool.type : undefined;
}

function sends(tool: Json): boolean {
  const name = nameOf(tool) ?? "";
  if (name === "url_context") return true;
  if (!isObject(tool) || tool.type !== "function") return false;
  const http = isObject(tool.run) ? tool.run.http : undefined;
  const method = isObject(http) && typeof http.method === "string" ? http.method : "";
  return /^(?:POST|PUT|PATCH)$/i.test(method) || sending.test(name);
}
