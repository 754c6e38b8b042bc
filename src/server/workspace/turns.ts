/** Lets others have their turn in long work: what a person types is answered between two pieces of it. */
export class Turns {
  #since = performance.now();

  /** Resolves at once while the piece is short. */
  async next(): Promise<void> {
    if (performance.now() - this.#since < 8) return;
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    this.#since = performance.now();
  }
}
