import { workspaceSymbols } from "../../core/language/workspaceSymbols.ts";
import type { Feature } from "../session.ts";

export const workspaceSymbolFeature: Feature = {
  capabilities: { workspaceSymbolProvider: true },
  register(session) {
    const { connection, workspace } = session;
    connection.onWorkspaceSymbol(({ query }, token) =>
      session.safely("workspaceSymbol", null, async () => {
        await session.ready();
        if (token.isCancellationRequested) return null;
        return workspaceSymbols(workspace.allFacts(), query).map(({ location, ...symbol }) => ({
          ...symbol,
          location: { uri: workspace.shown(location.uri), range: location.range },
        }));
      }),
    );
  },
};
