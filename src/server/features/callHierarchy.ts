import type { CallHierarchyItem } from "vscode-languageserver";
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from "../../core/language/callHierarchy.ts";
import type { Feature } from "../session.ts";

export const callHierarchyFeature: Feature = {
  capabilities: { callHierarchyProvider: true },
  register(session) {
    const { connection, workspace } = session;
    const { callHierarchy } = connection.languages;
    const shown = (item: CallHierarchyItem) => ({ ...item, uri: workspace.shown(item.uri) });
    callHierarchy.onPrepare((params) =>
      session.answer<CallHierarchyItem[] | null>("callHierarchy", params, null, async ({ uri }, position) => {
        await session.ready();
        const items = prepareCallHierarchy(session.around(uri), position);
        return items.length > 0 ? items.map(shown) : null;
      }),
    );
    callHierarchy.onIncomingCalls(({ item }) =>
      session.safely("callHierarchy", null, async () => {
        await session.ready();
        return incomingCalls(session.around(item.uri), item).map((call) => ({ ...call, from: shown(call.from) }));
      }),
    );
    callHierarchy.onOutgoingCalls(({ item }) =>
      session.safely("callHierarchy", null, async () => {
        await session.ready();
        return outgoingCalls(session.around(item.uri), item).map((call) => ({ ...call, to: shown(call.to) }));
      }),
    );
  },
};
