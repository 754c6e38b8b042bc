// biome-ignore-all lint/suspicious/noTemplateCurlyInString: snippets are written ${1:so}.
import type { CompletionItem, Position } from "vscode-languageserver-types";
import { isObject } from "../base/json.ts";
import type { AgentDocument } from "../document/agentDocument.ts";
import { argumentItems, completeKey } from "./completeKey.ts";
import { completeTemplate } from "./completeTemplate.ts";
import { completeValue } from "./completeValue.ts";
import { completeVariantPath } from "./completeVariantPath.ts";
import { type CompleteContext, inOrder, item, kinds, rangeIn, snippet, suggestNext } from "./completionItems.ts";
import { suggestedModel } from "./models.ts";
import { placeAt } from "./place.ts";
import { valueAt } from "./variables.ts";

/** What may be typed at a position. Undefined where nothing is offered (in prose, in comments). */
export function complete(
  document: AgentDocument,
  position: Position,
  context: CompleteContext,
): readonly CompletionItem[] | undefined {
  const line = document.source.line(position.line);
  const before = line.slice(0, position.character);
  const secret = /\$\{(?:(secret|env):)?(\w*)$/.exec(before);
  if (secret) return completeSecret(document, position, line, secret[1], secret[2] as string);
  const open = before.lastIndexOf("{{");
  if (open >= 0 && before.indexOf("}}", open) < 0 && before.charAt(open - 1) !== "\\") {
    return completeTemplate(document, position, open, context);
  }
  if (insideBlock(document, position)) return undefined;
  const place = placeAt(document, position);
  if (!place) return undefined;
  if (document.text.trim() === "") return [skeleton(position, context)];
  const quote = place.part === "value" && /^["']/.test(place.word) ? 1 : 0;
  const range = rangeIn(position.line, place.start + quote, place.end);
  const typing = { document, place, range, context };
  if (place.part === "value") return completeValue(typing, position);
  const { path } = place;
  if (path.at(-1) === "args" && path.includes("assert")) return argumentItems(typing);
  if ((path[0] === "variants" && path.length === 2) || (path[0] === "matrix" && path.length === 1)) {
    return completeVariantPath(typing);
  }
  return completeKey(typing, position);
}

/** `${secret:` and then the names that the file declares. */
function completeSecret(
  document: AgentDocument,
  position: Position,
  line: string,
  kind: string | undefined,
  word: string,
): CompletionItem[] {
  const end = position.character + (/^\w*/.exec(line.slice(position.character))?.[0].length ?? 0);
  const range = rangeIn(position.line, position.character - word.length, end);
  const close = line.charAt(end) === "}" ? "" : "}";
  if (kind === undefined) {
    return inOrder([
      { ...item("secret:", kinds.keyword, range, "secret:", "from the secret store"), command: suggestNext },
      { ...item("env:", kinds.keyword, range, "env:", "from the environment"), command: suggestNext },
    ]);
  }
  const declared = valueAt(document.value, ["secrets"]);
  const names = new Map<string, string>();
  if (kind === "secret" && isObject(declared)) {
    for (const [name, about] of Object.entries(declared)) {
      const description = isObject(about) ? about.description : undefined;
      names.set(name, typeof description === "string" ? description : "");
    }
  }
  for (const [, used = ""] of document.text.matchAll(new RegExp(`\\$\\{${kind}:(\\w+)\\}`, "g"))) {
    if (!names.has(used) && used !== word) names.set(used, "used in this file");
  }
  return inOrder([...names].map(([name, detail]) => item(name, kinds.constant, range, name + close, detail)));
}

/** In the lines of a `|` text: people write prose there. */
function insideBlock(document: AgentDocument, position: Position): boolean {
  const at = document.pathAt(position);
  const node = at?.placed.node;
  if (node?.kind !== "scalar" || (node.style !== "literal" && node.style !== "folded")) return false;
  return at?.part === "value" && position.line > at.placed.base + node.span.line;
}

/** What an empty file most likely is to hold, after its name. */
function skeleton(position: Position, { wallMs, fileName = "" }: CompleteContext): CompletionItem {
  const { label, detail, text } = /\.tool\.ya?ml$/i.test(fileName)
    ? toolFile
    : /\.agent\.test\.ya?ml$/i.test(fileName)
      ? testFile(fileName)
      : agentFile(wallMs);
  const range = rangeIn(position.line, position.character, position.character);
  return {
    ...item(label, kinds.snippet, range, text.join("\n"), detail),
    insertTextFormat: snippet,
    filterText: `${label} format name`,
  };
}

interface Skeleton {
  readonly label: string;
  readonly detail: string;
  readonly text: readonly string[];
}

function agentFile(wallMs: number): Skeleton {
  const text = [
    "format: agent/v1",
    "name: ${1:my_agent}",
    "description: ${2:What it is for.}",
    `model: \${3:${suggestedModel(wallMs)}}`,
    "",
    "inputs:",
    "  ${4:message}: string",
    "",
    "system_instruction: |",
    "  ${5:You answer in one short paragraph.}",
    "",
    'input: "{{${4:message}}}"',
    "$0",
  ];
  return { label: "agent", detail: "A new agent", text };
}

const toolFile: Skeleton = {
  label: "tool",
  detail: "A tool that agents share",
  text: [
    "format: tool/v1",
    "type: function",
    "name: ${1:look_up}",
    "description: ${2:What it does, and when to call it.}",
    "parameters:",
    "  type: object",
    "  properties:",
    "    ${3:id}: {type: string, description: ${4:What it is.}}",
    "  required: [${3:id}]",
    "mock: {${5:ok}: ${6:true}}",
    "$0",
  ],
};

function testFile(fileName: string): Skeleton {
  const name = /([^/]*)\.agent\.test\.ya?ml$/i.exec(fileName)?.[1] ?? "my_agent";
  const text = [
    "format: agent-test/v1",
    `agent: \${1:${name}.agent.yaml}`,
    "tests:",
    "  - name: ${2:answers the question}",
    "    vars: {${3:message}: $4}",
    "    assert:",
    "      - {type: ${5:icontains}, value: $6}",
    "$0",
  ];
  return { label: "tests", detail: "Tests of an agent", text };
}
