// Reads recorded runs for estimates: a bundle of its own, read when the first one is made.
export { RunHistoryReader } from "../../node/runHistory.ts";
