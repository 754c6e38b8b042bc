import type { Feature } from "../session.ts";

/** Read when first asked for. */
const links = () => import("../../core/language/documentLinks.ts");

export const documentLinkFeature: Feature = {
  capabilities: { documentLinkProvider: { resolveProvider: true } },
  register(session) {
    const { connection } = session;
    connection.onDocumentLinks((params) =>
      session.answer("documentLink", params, null, async ({ uri, document }) => {
        const { documentLinks } = await links();
        // The link comes back without the document it stands in.
        return documentLinks(document).map((link) => (link.data ? { ...link, data: { ...link.data, uri } } : link));
      }),
    );
    connection.onDocumentLinkResolve((link) =>
      session.safely("documentLink", link, async () => {
        const { resolveLink } = await links();
        const uri: unknown = link.data?.uri;
        return typeof uri === "string" ? resolveLink(uri, link) : link;
      }),
    );
  },
};
