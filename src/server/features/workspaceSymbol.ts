import type { Feature } from "../session.ts";

export const workspaceSymbolFeature: Feature = {
  capabilities: { workspaceSymbolProvider: true },
  register(session) {
    const { connection, workspace } = session;
    connection.onWorkspaceSymbol(({ query }, token) =>
      session.safely("workspaceSymbol", null, async () => {
        const { workspaceSymbols } = await import("../../core/language/workspaceSymbols.ts");
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
