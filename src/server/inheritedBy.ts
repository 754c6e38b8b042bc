import { type FlatDocument, flattenNow } from "../core/document/extend.ts";
import { addressOf } from "../core/language/address.ts";
import type { OpenDocument } from "./openDocument.ts";
import type { Session } from "./session.ts";

/** A definition with what it inherits from the definitions around, as far as they are known. */
export function inheritedBy({ workspace }: Session, { document, uri }: OpenDocument): FlatDocument {
  return flattenNow(document, (file) => {
    const address = addressOf(uri, file);
    return address === undefined ? undefined : workspace.document(address);
  });
}
