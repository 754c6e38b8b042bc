import type { About } from "../../core/language/completionItems.ts";
import type { Feature } from "../session.ts";

/** An item that is looked at says more: what it is about, and in which definition. */
interface Data {
  readonly uri: string;
  readonly about: About;
}

export const completionFeature: Feature = {
  capabilities: {
    completionProvider: { triggerCharacters: ["{", "#", ".", ":", " ", "/", ">"], resolveProvider: true },
  },
  register(session) {
    const { connection, world } = session;
    connection.onCompletion((params) =>
      session.answer("completion", params, null, async (document, position) => {
        const [{ complete }, help, { surroundingsOf }, beside, files] = await Promise.all([
          import("../../core/language/complete.ts"),
          import("../completionHelp.ts"),
          import("../../core/language/surroundings.ts"),
          import("../inheritedBy.ts"),
          world.filesBeside(document.uri),
        ]);
        const around = surroundingsOf(document.document, beside.documentsBeside(session, document));
        const items = complete(document.document, position, {
          wallMs: world.wallMs(),
          prices: session.prices,
          files,
          fileName: document.uri,
          around,
          get flat() {
            return beside.inheritedBy(session, document);
          },
          // Few places need them.
          get others() {
            return help.othersOf(session, document.uri);
          },
        });
        if (!items) return null;
        return items.map((item) => {
          const { data, ...rest } = help.asTheEditorCan(session, item);
          return data ? { ...rest, data: { uri: document.uri, about: data } satisfies Data } : rest;
        });
      }),
    );
    connection.onCompletionResolve((item) =>
      session.safely("completion", item, async () => {
        const { documentationOf } = await import("../../core/language/completionItems.ts");
        const data = item.data as Data | undefined;
        const document = data && session.open.get(data.uri)?.document;
        const value =
          document && documentationOf(document, data.about, { wallMs: world.wallMs(), prices: session.prices });
        return value ? { ...item, documentation: { kind: "markdown", value } } : item;
      }),
    );
  },
};
