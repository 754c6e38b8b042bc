import type { FromCompare, SetUp } from "../../protocol/compare.ts";
import type { Filter, Place } from "./state.ts";

/** What the parts of the panel can ask for. */
export interface CompareActions {
  post(message: FromCompare): void;
  setUp(change: Partial<SetUp>): void;
  /** Starts, or asks first where the cost lies over the threshold or the file's cap. */
  start(): void;
  /** Asks whether to cancel, or takes the question back. */
  askCancel(asks: boolean): void;
  askStart(asks: boolean): void;
  /** Asks what to do at the cap, or leaves the comparison as it stands. */
  askCap(asks: boolean): void;
  cancel(): void;
  select(place: Place | undefined, options?: { readonly open?: boolean }): void;
  filter(filter: Filter): void;
  find(text: string): void;
  /** No filter and no search. */
  showAll(): void;
  baseline(column: number): void;
  other(column: number): void;
}
