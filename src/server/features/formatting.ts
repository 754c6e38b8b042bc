import { format, formatRange } from "../../core/language/format.ts";
import { formatOnType, formatTriggers } from "../../core/language/formatOnType.ts";
import type { Feature } from "../session.ts";

export const formattingFeature: Feature = {
  capabilities: {
    documentFormattingProvider: true,
    documentRangeFormattingProvider: true,
    documentOnTypeFormattingProvider: { firstTriggerCharacter: formatTriggers[0] },
  },
  register(session) {
    const { connection } = session;
    connection.onDocumentFormatting((params) =>
      session.answer("formatting", params, null, ({ document }) => [...format(document)]),
    );
    connection.onDocumentRangeFormatting((params) =>
      session.answer("formatting", params, null, ({ document }) => [...formatRange(document, params.range)]),
    );
    connection.onDocumentOnTypeFormatting((params) =>
      session.answer("formatting", params, null, ({ document }, position) => [...formatOnType(document, position)]),
    );
  },
};
