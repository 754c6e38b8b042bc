import type { SemanticTokens } from "vscode-languageserver";
import { tokenModifiers, tokenTypes } from "../../core/language/tokenLegend.ts";
import type { OpenDocument } from "../openDocument.ts";
import type { Feature } from "../session.ts";

const options = {
  legend: { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] },
  full: { delta: true },
  range: true,
};

/** Read when first asked for. */
const colours = () => import("../../core/language/semanticTokens.ts");

export const semanticTokensFeature: Feature = {
  capabilities: { semanticTokensProvider: options },
  ownFiles: [
    {
      method: "textDocument/semanticTokens",
      options,
      canRegister: ({ textDocument }) => textDocument?.semanticTokens?.dynamicRegistration,
    },
  ],
  register(session) {
    const { semanticTokens: requests } = session.connection.languages;
    /** What was sent last, from which the next answer may count. */
    const sent = new WeakMap<OpenDocument, { readonly resultId: string; readonly data: readonly number[] }>();
    let count = 0;
    const full = async (document: OpenDocument): Promise<SemanticTokens> => {
      const { encodeTokens, semanticTokens } = await colours();
      const result = { resultId: String(++count), data: encodeTokens(semanticTokens(document.document)) };
      sent.set(document, result);
      return result;
    };
    // The library's types leave it out, and the protocol has it.
    const nothing = null as unknown as SemanticTokens;
    requests.on((params) => session.answer("semanticTokens", params, nothing, full));
    requests.onDelta((params) =>
      session.answer("semanticTokens", params, nothing, async (document) => {
        const { tokenEdits } = await colours();
        const before = sent.get(document);
        const { resultId = "", data } = await full(document);
        if (before?.resultId !== params.previousResultId) return { resultId, data };
        return { resultId, edits: tokenEdits(before.data, data) } as never;
      }),
    );
    requests.onRange((params) =>
      session.answer("semanticTokens", params, nothing, async ({ document }) => {
        const { encodeTokens, semanticTokens } = await colours();
        return { data: encodeTokens(semanticTokens(document, params.range)) };
      }),
    );
  },
};
