import { definition } from "../../core/language/definition.ts";
import { toLink } from "../convert.ts";
import type { Feature } from "../session.ts";

export const definitionFeature: Feature = {
  capabilities: { definitionProvider: true },
  register(session) {
    session.connection.onDefinition((params) =>
      session.answer("definition", params, null, ({ uri, document }, position) => {
        const targets = definition(document, position, session.around(uri));
        if (targets.length === 0) return null;
        const links = targets.map((target) => toLink(target, (each) => session.workspace.shown(each)));
        if (session.client.textDocument?.definition?.linkSupport) return links;
        return links.map((link) => ({ uri: link.targetUri, range: link.targetSelectionRange })) as never;
      }),
    );
  },
};
