import type { Feature } from "../session.ts";

export const inlayHintFeature: Feature = {
  capabilities: { inlayHintProvider: { resolveProvider: false } },
  register(session) {
    session.connection.languages.inlayHint.on((params) =>
      session.answer("inlayHint", params, null, async (document) => {
        const { version } = document;
        const { inlayHints } = await import("../../core/language/inlayHints.ts");
        const estimates = await session.newestEstimates(document);
        if (session.open.get(document.uri)?.version !== version) return null;
        return inlayHints(document.document, params.range, { estimates, wallMs: session.world.wallMs() });
      }),
    );
  },
};
