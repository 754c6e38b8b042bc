import type { Feature } from "../session.ts";

export const foldingRangeFeature: Feature = {
  capabilities: { foldingRangeProvider: true },
  register(session) {
    session.connection.onFoldingRanges((params) =>
      session.answer("foldingRange", params, null, async ({ document }) => {
        const { foldingRanges } = await import("../../core/language/foldingRanges.ts");
        return [...foldingRanges(document)];
      }),
    );
  },
};
