import { definition } from "../../core/language/definition.ts";
import { toLink } from "../convert.ts";
import type { Feature } from "../session.ts";

export const definitionFeature: Feature = {
  capabilities: { definitionProvider: true },
  register(session) {
    session.connection.onDefinition((params) =>
      session.answer("definition", params, null, (document, position) => {
        const target = definition(document.document, position);
        if (!target) return null;
        const link = toLink(document.uri, target);
        if (session.client.textDocument?.definition?.linkSupport) return [link];
        return [{ uri: link.targetUri, range: link.targetSelectionRange }] as never;
      }),
    );
  },
};
