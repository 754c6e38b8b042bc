import type { Feature } from "../session.ts";

export const selectionRangeFeature: Feature = {
  capabilities: { selectionRangeProvider: true },
  register(session) {
    session.connection.onSelectionRanges((params) =>
      session.answer("selectionRange", params, null, async ({ document }) => {
        const { selectionRanges } = await import("../../core/language/selectionRanges.ts");
        return selectionRanges(document, params.positions);
      }),
    );
  },
};
