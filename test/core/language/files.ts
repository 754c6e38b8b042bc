import type { Position, TextEdit } from "vscode-languageserver-types";
import { type AgentDocument, parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import { SourceText } from "../../../src/core/document/sourceText.ts";
import { addressOf } from "../../../src/core/language/address.ts";
import { type Definitions, type FileFacts, factsOf, promptFacts } from "../../../src/core/language/facts.ts";

export const folder = "file:///project/";

export interface Files extends Definitions {
  /** Of the file with the cursor (`‸`). */
  readonly uri: string;
  readonly position: Position;
  readonly document: AgentDocument;
  readonly all: readonly FileFacts[];
  /** Of a file beside the one with the cursor, as that one names it. */
  documentOf(file: string): AgentDocument | undefined;
  /** The files after edits, only those that changed. */
  edited(edits: ReadonlyMap<string, readonly TextEdit[]>): Record<string, string>;
  /** `a.agent.yaml 3: word` */
  at(uri: string, range: { start: Position; end: Position }): string;
}

/** Files beside each other; the cursor stands in one of them. */
export function filesOf(texts: Readonly<Record<string, string>>): Files {
  const sources = new Map<string, string>();
  let cursor = { uri: "", offset: 0 };
  for (const [name, marked] of Object.entries(texts)) {
    const uri = folder + name;
    const offset = marked.indexOf("‸");
    if (offset >= 0) cursor = { uri, offset };
    sources.set(uri, marked.replace("‸", ""));
  }
  const facts = new Map<string, FileFacts>();
  for (const [uri, text] of sources) {
    facts.set(uri, uri.endsWith("yaml") ? factsOf(uri, parseAgentDocument(text)) : promptFacts(uri, text));
  }
  const document = parseAgentDocument(sources.get(cursor.uri) ?? "");
  return {
    uri: cursor.uri,
    position: document.source.positionAt(cursor.offset),
    document,
    all: [...facts.values()],
    facts: (uri) => facts.get(uri),
    referrers: (uri) => [...facts.values()].filter((each) => each.names.has(uri)).map((each) => each.uri),
    documentOf(file) {
      const uri = addressOf(cursor.uri, file);
      const text = uri === undefined ? undefined : sources.get(uri);
      return text === undefined ? undefined : parseAgentDocument(text);
    },
    edited(edits) {
      const changed: Record<string, string> = {};
      for (const [uri, list] of edits) {
        let source = SourceText.of(sources.get(uri) ?? "");
        const inOrder = [...list].sort((a, b) => source.offsetAt(b.range.start) - source.offsetAt(a.range.start));
        for (const { range, newText } of inOrder) source = source.edit(range, newText).source;
        changed[uri.slice(folder.length)] = source.text;
      }
      return changed;
    },
    at(uri, range) {
      const text = sources.get(uri);
      const name = uri.startsWith(folder) ? uri.slice(folder.length) : uri;
      return text === undefined ? name : `${name} ${range.start.line}: ${SourceText.of(text).slice(range)}`;
    },
  };
}
