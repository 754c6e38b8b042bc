/** One instant on both clocks: monotonic for durations, wall for dates. */
export interface Stamp {
  /** Nanoseconds on a clock that never jumps; only differences mean something. */
  readonly monoNs: number;
  /** Milliseconds since 1970 (UTC). */
  readonly wallMs: number;
}

/** The port through which core learns the time; shells and tests give one. */
export interface Clock {
  now(): Stamp;
  /** Resolves after `ms`, or early (without throwing) when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
