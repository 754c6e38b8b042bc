import { complete } from "../../core/language/complete.ts";
import type { Feature } from "../session.ts";

export const completionFeature: Feature = {
  capabilities: { completionProvider: { triggerCharacters: ["{", "#", ".", ":", " ", "/"] } },
  register(session) {
    const { connection, world } = session;
    connection.onCompletion((params) =>
      session.answer("completion", params, null, async (document, position) => {
        const files = await world.filesBeside(document.uri);
        const items = complete(document.document, position, { wallMs: world.wallMs(), files });
        return items ? [...items] : null;
      }),
    );
  },
};
