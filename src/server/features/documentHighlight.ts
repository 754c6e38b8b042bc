import type { Feature } from "../session.ts";

export const documentHighlightFeature: Feature = {
  capabilities: { documentHighlightProvider: true },
  register(session) {
    session.connection.onDocumentHighlight((params) =>
      session.answer("documentHighlight", params, null, async ({ document }, position) => {
        const { highlight } = await import("../../core/language/highlight.ts");
        return [...highlight(document, position)];
      }),
    );
  },
};
