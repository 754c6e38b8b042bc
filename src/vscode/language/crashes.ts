/** What to do when the server's process has ended without being asked to. */
export type AfterCrash =
  /** The first time: quietly start it again, with a notice. */
  | "restart"
  /** Again: leave it, and say so with a button. */
  | "ask";

/** Counts crashes since the start, or since someone pressed "Restart". */
export class Crashes {
  #count = 0;

  next(): AfterCrash {
    this.#count++;
    return this.#count === 1 ? "restart" : "ask";
  }
  forget(): void {
    this.#count = 0;
  }
}
