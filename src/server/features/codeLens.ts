import type { Feature } from "../session.ts";

export const codeLensFeature: Feature = {
  capabilities: { codeLensProvider: { resolveProvider: false } },
  register(session) {
    session.connection.onCodeLens((params) =>
      session.answer("codeLens", params, null, async (document) => {
        const { version } = document;
        const { agentLenses } = await import("../../core/language/lens.ts");
        const estimates = await session.newestEstimates(document);
        if (session.open.get(document.uri)?.version !== version) return null;
        const { commands, isVsCode: icons } = session;
        return agentLenses(document.document, { uri: document.uri, estimates, icons, commands });
      }),
    );
  },
};
