import { format, formatRange } from "../../core/language/format.ts";
import { formatOnType, formatTriggers } from "../../core/language/formatOnType.ts";
import type { Feature } from "../session.ts";

const onType = { firstTriggerCharacter: formatTriggers[0] };

export const formattingFeature: Feature = {
  capabilities: {
    documentFormattingProvider: true,
    documentRangeFormattingProvider: true,
    documentOnTypeFormattingProvider: onType,
  },
  ownFiles: [
    {
      method: "textDocument/formatting",
      canRegister: ({ textDocument }) => textDocument?.formatting?.dynamicRegistration,
    },
    {
      method: "textDocument/rangeFormatting",
      canRegister: ({ textDocument }) => textDocument?.rangeFormatting?.dynamicRegistration,
    },
    {
      method: "textDocument/onTypeFormatting",
      options: onType,
      canRegister: ({ textDocument }) => textDocument?.onTypeFormatting?.dynamicRegistration,
    },
  ],
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
