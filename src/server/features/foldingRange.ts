import { foldingRanges } from "../../core/language/foldingRanges.ts";
import type { Feature } from "../session.ts";

export const foldingRangeFeature: Feature = {
  capabilities: { foldingRangeProvider: true },
  register(session) {
    session.connection.onFoldingRanges((params) =>
      session.answer("foldingRange", params, null, (document) => [...foldingRanges(document.document)]),
    );
  },
};
