import type { Location } from "vscode-languageserver";
import { canonical } from "../../core/language/address.ts";
import type { Feature } from "../session.ts";

export const referencesFeature: Feature = {
  capabilities: { referencesProvider: true },
  register(session) {
    const { connection, workspace } = session;
    connection.onReferences((params, token) =>
      session.answer<Location[] | null>("references", params, null, async ({ uri }, position) => {
        const { meaningsOf, occurrenceAt, pathsTo, references } = await import("../../core/language/references.ts");
        await session.ready();
        if (token.isCancellationRequested) return null;
        const world = session.around(uri);
        const key = canonical(uri);
        const occurrence = occurrenceAt(world.facts(key), position);
        if (!occurrence) return null;
        const found = meaningsOf(world, key, occurrence).flatMap((meaning) => [
          ...references(world, meaning),
          ...pathsTo(world, meaning),
        ]);
        return found
          .filter(({ occurrence: { role } }) => params.context.includeDeclaration || role !== "definition")
          .map((place) => ({ uri: workspace.shown(place.uri), range: place.occurrence.range }));
      }),
    );
  },
};
