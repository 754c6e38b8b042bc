import { flatten, readingDocuments } from "../../core/document/extend.ts";
import type { TeamAnswer } from "../../core/language/graph.ts";
import type { Feature } from "../session.ts";

interface TeamParams {
  readonly textDocument: { readonly uri: string };
  /** Waits for estimates of the present text; otherwise the newest there are go along. */
  readonly estimate?: boolean;
}

/** `flashback/team`: the picture of a definition, for views of our own. Null when it is not open. */
export const teamFeature: Feature = {
  capabilities: {},
  register(session) {
    const { connection, world } = session;
    connection.onRequest("flashback/team", (params: TeamParams) =>
      session.answer<TeamAnswer | null>("team", params, null, async (open) => {
        const { document, version } = open;
        const { graphOf } = await import("../../core/language/graph.ts");
        const [flat, estimates] = await Promise.all([
          flatten(document, readingDocuments(world.readTextBeside(open.uri))),
          params.estimate ? session.newestEstimates(open) : open.lastEstimates,
        ]);
        const mistake = document.problems.find((problem) => problem.severity === "error");
        return {
          version,
          graph: graphOf(flat, estimates),
          ...(mistake ? { broken: { line: mistake.range.start.line + 1, message: mistake.message } } : {}),
        };
      }),
    );
  },
};
