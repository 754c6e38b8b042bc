import type { Hover } from "vscode-languageserver";
import { documentsBeside, inheritedBy } from "../inheritedBy.ts";
import type { Feature } from "../session.ts";

export const hoverFeature: Feature = {
  capabilities: { hoverProvider: true },
  register(session) {
    const { connection, world } = session;
    connection.onHover((params) =>
      session.answer<Hover | null>("hover", params, null, async (document, position) => {
        const [{ fileAt }, { estimateHover }, { asksForTokens, hover }, { surroundingsOf }] = await Promise.all([
          import("../../core/language/describeFile.ts"),
          import("../../core/language/estimateCard.ts"),
          import("../../core/language/hover.ts"),
          import("../../core/language/surroundings.ts"),
        ]);
        // Nobody who asks about another word waits for an estimate.
        const estimates = asksForTokens(document.document, position)
          ? await session.newestEstimates(document)
          : document.lastEstimates;
        const context = { uri: document.uri, commands: session.isVsCode, estimates };
        const card = estimates.length > 0 ? estimateHover(document.document, position, context) : undefined;
        if (card) return card;
        const file = fileAt(document.document, position)?.file;
        const text = file === undefined ? undefined : await world.readTextBeside(document.uri)(file);
        return (
          hover(document.document, position, {
            wallMs: world.wallMs(),
            prices: session.prices,
            flat: inheritedBy(session, document),
            around: surroundingsOf(document.document, documentsBeside(session, document)),
            estimates,
            textOf: () => text,
          }) ?? null
        );
      }),
    );
  },
};
