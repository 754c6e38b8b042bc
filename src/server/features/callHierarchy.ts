import type { CallHierarchyItem } from "vscode-languageserver";
import type { Feature } from "../session.ts";

/** Read when first asked for. */
const calls = () => import("../../core/language/callHierarchy.ts");

export const callHierarchyFeature: Feature = {
  capabilities: { callHierarchyProvider: true },
  register(session) {
    const { connection, workspace } = session;
    const { callHierarchy } = connection.languages;
    const shown = (item: CallHierarchyItem) => ({ ...item, uri: workspace.shown(item.uri) });
    callHierarchy.onPrepare((params) =>
      session.answer<CallHierarchyItem[] | null>("callHierarchy", params, null, async ({ uri }, position) => {
        const { prepareCallHierarchy } = await calls();
        await session.ready();
        const items = prepareCallHierarchy(session.around(uri), position);
        return items.length > 0 ? items.map(shown) : null;
      }),
    );
    callHierarchy.onIncomingCalls(({ item }) =>
      session.safely("callHierarchy", null, async () => {
        const { incomingCalls } = await calls();
        await session.ready();
        return incomingCalls(session.around(item.uri), item).map((call) => ({ ...call, from: shown(call.from) }));
      }),
    );
    callHierarchy.onOutgoingCalls(({ item }) =>
      session.safely("callHierarchy", null, async () => {
        const { outgoingCalls } = await calls();
        await session.ready();
        return outgoingCalls(session.around(item.uri), item).map((call) => ({ ...call, to: shown(call.to) }));
      }),
    );
  },
};
