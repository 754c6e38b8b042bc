import type { CompletionItem } from "vscode-languageserver";
import { pathBetween } from "../core/language/address.ts";
import type { OtherFile } from "../core/language/completionItems.ts";
import { fileKindOf } from "../core/schema/fileKind.ts";
import type { Session } from "./session.ts";

const most = 300;

/** The definitions and shared tools around, as this one would name them. */
export function othersOf({ workspace }: Session, uri: string): OtherFile[] {
  const scope = workspace.scopeOf(uri);
  const found: OtherFile[] = [];
  for (const each of workspace.uris()) {
    if (found.length >= most) break;
    if (workspace.shown(each) === uri || workspace.scopeOf(each) !== scope) continue;
    const facts = workspace.facts(each);
    if (facts?.kind !== "definition") continue;
    const file = pathBetween(uri, each);
    const kind = fileKindOf({ value: null }, file) ?? "agent";
    const own = facts.agents.find((agent) => agent.path.length === 0);
    const tool = facts.occurrences.find((name) => name.kind === "tool" && name.role === "definition");
    const name = kind === "tool" ? tool?.name : own?.name;
    const description = kind === "agent" ? own?.description : undefined;
    found.push({ file, kind, ...(name ? { name } : {}), ...(description ? { description } : {}) });
  }
  return found;
}

/** Without what this editor would do wrong: commands that it does not have, snippets that it shows as they are. */
export function asTheEditorCan({ client, isVsCode }: Session, item: CompletionItem): CompletionItem {
  const { command: _, ...rest } = item;
  const known = isVsCode ? item : rest;
  return client.textDocument?.completion?.completionItem?.snippetSupport ? known : withoutSnippet(known);
}

function withoutSnippet(item: CompletionItem): CompletionItem {
  if (item.insertTextFormat !== 2 || !item.textEdit) return item;
  const plain = item.textEdit.newText
    .replace(/\$\{\d+\|([^,|}]*)[^}]*\}/g, "$1")
    .replace(/\$\{\d+:([^{}]*)\}/g, "$1")
    .replace(/\$\d+/g, "");
  return { ...item, insertTextFormat: 1, textEdit: { ...item.textEdit, newText: plain } };
}
