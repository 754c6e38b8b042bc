import type { AgentDocument } from "../core/document/agentDocument.ts";
import { type FlatDocument, flattenNow } from "../core/document/extend.ts";
import { addressOf, canonical } from "../core/language/address.ts";
import { fileReferences } from "../core/language/fileReferences.ts";
import { documentOf } from "../core/language/rules/facts.ts";
import type { OpenDocument } from "./openDocument.ts";
import type { Session } from "./session.ts";

/** A definition with what it inherits from the definitions around, as far as they are known. */
export function inheritedBy(session: Session, open: OpenDocument): FlatDocument {
  return flattenNow(open.document, documentsBeside(session, open));
}

/** The definitions around, by the paths by which this one would name them. */
export function documentsBeside(
  { workspace }: Session,
  { uri, document }: OpenDocument,
): (file: string) => AgentDocument | undefined {
  let texts: ReadonlyMap<string, string | undefined> | undefined;
  return (file) => {
    const address = addressOf(uri, file);
    const known = address === undefined ? undefined : workspace.document(address);
    if (known) return known;
    // What lies outside of the editor's folders has been read for the diagnostics.
    texts ??= workspace.textsFor(canonical(uri), fileReferences(document));
    const text = texts.get(file);
    return text === undefined ? undefined : documentOf(text);
  };
}
