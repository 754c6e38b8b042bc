import type { CompletionItem } from "vscode-languageserver";
import { pathBetween } from "../../core/language/address.ts";
import type { About, OtherFile } from "../../core/language/completionItems.ts";
import { fileKindOf } from "../../core/schema/fileKind.ts";
import { inheritedBy } from "../inheritedBy.ts";
import type { Feature, Session } from "../session.ts";

/** An item that is looked at says more: what it is about, and in which definition. */
interface Data {
  readonly uri: string;
  readonly about: About;
}

export const completionFeature: Feature = {
  capabilities: {
    completionProvider: { triggerCharacters: ["{", "#", ".", ":", " ", "/", ">"], resolveProvider: true },
  },
  register(session) {
    const { connection, world } = session;
    connection.onCompletion((params) =>
      session.answer("completion", params, null, async (document, position) => {
        const [{ complete }, files] = await Promise.all([
          import("../../core/language/complete.ts"),
          world.filesBeside(document.uri),
        ]);
        const items = complete(document.document, position, {
          wallMs: world.wallMs(),
          files,
          fileName: document.uri,
          get flat() {
            return inheritedBy(session, document);
          },
          // Few places need them.
          get others() {
            return othersOf(session, document.uri);
          },
        });
        if (!items) return null;
        const { snippetSupport } = session.client.textDocument?.completion?.completionItem ?? {};
        return items.map((item) => {
          const { data, ...rest } = snippetSupport === false ? withoutSnippet(item) : item;
          return data ? { ...rest, data: { uri: document.uri, about: data } satisfies Data } : rest;
        });
      }),
    );
    connection.onCompletionResolve((item) =>
      session.safely("completion", item, async () => {
        const { documentationOf } = await import("../../core/language/completionItems.ts");
        const data = item.data as Data | undefined;
        const document = data && session.open.get(data.uri)?.document;
        const value = document && documentationOf(document, data.about, world.wallMs());
        return value ? { ...item, documentation: { kind: "markdown", value } } : item;
      }),
    );
  },
};

const most = 300;

/** The definitions and shared tools around, as this one would name them. */
function othersOf({ workspace }: Session, uri: string): OtherFile[] {
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

/** For an editor that would show the marks of a snippet as they are. */
function withoutSnippet(item: CompletionItem): CompletionItem {
  if (item.insertTextFormat !== 2 || !item.textEdit) return item;
  const plain = item.textEdit.newText
    .replace(/\$\{\d+\|([^,|}]*)[^}]*\}/g, "$1")
    .replace(/\$\{\d+:([^{}]*)\}/g, "$1")
    .replace(/\$\d+/g, "");
  return { ...item, insertTextFormat: 1, textEdit: { ...item.textEdit, newText: plain } };
}
