import type { FromGraph } from "../../protocol/graph.ts";

export interface GraphActions {
  post(message: FromGraph): void;
  /** A click on a node, or on one of its tools. `enter`: go there. */
  open(node: string, tool: number | undefined, enter: boolean): void;
  mode(mode: "picture" | "list"): void;
  zoom(by: number): void;
  fit(): void;
  key(event: KeyboardEvent, node: string): void;
}
