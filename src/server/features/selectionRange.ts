import { selectionRanges } from "../../core/language/selectionRanges.ts";
import type { Feature } from "../session.ts";

export const selectionRangeFeature: Feature = {
  capabilities: { selectionRangeProvider: true },
  register(session) {
    session.connection.onSelectionRanges((params) =>
      session.answer("selectionRange", params, null, ({ document }) => selectionRanges(document, params.positions)),
    );
  },
};
