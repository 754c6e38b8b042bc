import type { TeamGraph } from "../core/language/graph.ts";

/** Which file is on show, and what the view has to say about it. */
export interface GraphView {
  /** Relative to the workspace, with `/`. */
  readonly file: string;
  /** The newest picture; the last good one while the text is broken. Absent until there is one. */
  readonly graph?: TeamGraph;
  /** The text has a mistake, so the picture is an older one, or incomplete. */
  readonly broken?: { readonly line: number; readonly message: string; readonly older: boolean };
  /** Why there is no picture. "server": it does not answer. "gone": the file cannot be opened any more. */
  readonly trouble?: "server" | "gone";
  /** What the view keeps over a reload of the window. */
  readonly kept: KeptGraph;
}

/** Where the cursor of the editor is. */
export interface GraphCursor {
  readonly node: string;
  readonly tool?: number;
}

/** Host → view. */
export type ToGraph =
  | { readonly type: "view"; readonly view: GraphView }
  /** Absent: the cursor is on no node. */
  | { readonly type: "cursor"; readonly at?: GraphCursor };

/** View → host. */
export type FromGraph =
  | { readonly type: "ready" }
  /** Shows the place in the file; `enter` also goes there: into the editor, or into the other file that a node stands for. */
  | { readonly type: "open"; readonly node: string; readonly tool?: number; readonly enter: boolean }
  | { readonly type: "open-variable"; readonly index: number }
  | { readonly type: "open-line"; readonly line: number }
  | { readonly type: "restart-server" };

export interface KeptGraph {
  readonly version: 1;
  readonly uri: string;
}
