import type { Feature } from "../session.ts";

/** `formatOnType` indents the line that Enter begins. */
const onType = { firstTriggerCharacter: "\n" };

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
      session.answer("formatting", params, null, async ({ document }) => {
        const { format } = await import("../../core/language/format.ts");
        return [...format(document)];
      }),
    );
    connection.onDocumentRangeFormatting((params) =>
      session.answer("formatting", params, null, async ({ document }) => {
        const { formatRange } = await import("../../core/language/format.ts");
        return [...formatRange(document, params.range)];
      }),
    );
    connection.onDocumentOnTypeFormatting((params) =>
      session.answer("formatting", params, null, async ({ document }, position) => {
        const { formatOnType } = await import("../../core/language/formatOnType.ts");
        return [...formatOnType(document, position)];
      }),
    );
  },
};
