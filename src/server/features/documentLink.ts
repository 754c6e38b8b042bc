import { documentLinks, resolveLink } from "../../core/language/documentLinks.ts";
import type { Feature } from "../session.ts";

export const documentLinkFeature: Feature = {
  capabilities: { documentLinkProvider: { resolveProvider: true } },
  register(session) {
    const { connection } = session;
    connection.onDocumentLinks((params) =>
      session.answer("documentLink", params, null, ({ uri, document }) =>
        // The link comes back without the document it stands in.
        documentLinks(document).map((link) => (link.data ? { ...link, data: { ...link.data, uri } } : link)),
      ),
    );
    connection.onDocumentLinkResolve((link) =>
      session.safely("documentLink", link, () => {
        const uri: unknown = link.data?.uri;
        return typeof uri === "string" ? resolveLink(uri, link) : link;
      }),
    );
  },
};
