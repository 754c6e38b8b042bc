import type { Feature } from "../session.ts";

export const linkedEditingRangeFeature: Feature = {
  capabilities: { linkedEditingRangeProvider: true },
  register(session) {
    session.connection.languages.onLinkedEditingRange((params) =>
      session.answer("linkedEditingRange", params, null, async ({ uri, document }, position) => {
        const { linkedEditing } = await import("../../core/language/linkedEditing.ts");
        const found = linkedEditing(document, position, session.around(uri));
        return found ? { ranges: [...found.ranges], wordPattern: found.wordPattern } : null;
      }),
    );
  },
};
