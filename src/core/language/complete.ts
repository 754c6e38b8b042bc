import type { CompletionItem, Position } from "vscode-languageserver-types";
import { isObject } from "../base/json.ts";
import type { AgentDocument } from "../document/agentDocument.ts";
import { argumentItems, completeKey } from "./completeKey.ts";
import { completeTemplate } from "./completeTemplate.ts";
import { completeValue } from "./completeValue.ts";
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
  if (document.text.trim() === "") return [skeleton(position, context.wallMs)];
  if (place.part === "key" && place.path.at(-1) === "args" && place.path.includes("assert")) {
    return argumentItems(document, place, rangeIn(position.line, place.start, place.end));
  }
  return place.part === "key"
    ? completeKey(document, position, place, context)
    : completeValue(document, position, place, context);
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

function skeleton(position: Position, wallMs: number): CompletionItem {
  const text = [
    "format: agent/v1",
    `name: \${1:my_agent}`,
    `description: \${2:What it is for.}`,
    `model: \${3:${suggestedModel(wallMs)}}`,
    "",
    "inputs:",
    `  \${4:message}: string`,
    "",
    "system_instruction: |",
    `  \${5:You answer in one short paragraph.}`,
    "",
    `input: "{{\${4:message}}}"`,
    "$0",
  ].join("\n");
  const range = rangeIn(position.line, position.character, position.character);
  return {
    ...item("agent", kinds.snippet, range, text, "A new agent"),
    insertTextFormat: snippet,
    filterText: "agent format name",
  };
}
