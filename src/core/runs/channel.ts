/** A queue that many push into and one iterates. What was pushed before `end` or `fail` still arrives. */
export interface Channel<T> extends AsyncIterable<T> {
  push(value: T): void;
  end(): void;
  /** The iteration throws `error` after what is in the queue. */
  fail(error: unknown): void;
}

export function channel<T>(): Channel<T> {
  const queue: T[] = [];
  let closed: { readonly error?: unknown } | undefined;
  let wake: (() => void) | undefined;
  const notify = () => {
    wake?.();
    wake = undefined;
  };
  return {
    push(value) {
      if (closed) return;
      queue.push(value);
      notify();
    },
    end() {
      closed ??= {};
      notify();
    },
    fail(error) {
      closed ??= { error };
      notify();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        for (const value of queue.splice(0)) yield value;
        if (queue.length > 0) continue;
        if (closed) {
          if ("error" in closed) throw closed.error;
          return;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
