import type { FromTrace, Tab } from "../../protocol/trace.ts";

/** What a view can ask for. */
export interface Actions {
  post(message: FromTrace): void;
  go(index: number): void;
  run(key: KeyName): void;
  tab(tab: Tab): void;
  scope(scope: "run" | "turn"): void;
  fold(index: number): void;
  breakpoint(index: number): void;
  clearBreakpoints(): void;
  query(text: string): void;
  scroll(event: Event): void;
  scrub(event: PointerEvent): void;
}

/** Everything that has a key. */
export type KeyName =
  | "next"
  | "back"
  | "into"
  | "out"
  | "continue"
  | "reverse"
  | "play"
  | "slower"
  | "faster"
  | "next-error"
  | "previous-error"
  | "next-slowest"
  | "previous-slowest"
  | "follow"
  | "first"
  | "last"
  | "definition"
  | "breakpoint"
  | "search"
  | "next-pane"
  | "previous-pane";
