import { toLink } from "../convert.ts";
import type { Feature } from "../session.ts";

export const definitionFeature: Feature = {
  capabilities: { definitionProvider: true },
  register(session) {
    session.connection.onDefinition((params) =>
      session.answer("definition", params, null, async ({ uri, document }, position) => {
        const { definition } = await import("../../core/language/definition.ts");
        const targets = definition(document, position, session.around(uri));
        if (targets.length === 0) return null;
        const links = targets.map((target) => toLink(target, (each) => session.workspace.shown(each)));
        if (session.client.textDocument?.definition?.linkSupport) return links;
        return links.map((link) => ({ uri: link.targetUri, range: link.targetSelectionRange })) as never;
      }),
    );
  },
};
