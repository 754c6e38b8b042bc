import type { Clock } from "../core/base/clock.ts";

/** The machine's own clocks. */
export const clock: Clock = {
  now: () => ({ monoNs: Number(process.hrtime.bigint()), wallMs: Date.now() }),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal?.addEventListener("abort", done, { once: true });
    }),
};
