/** About one frame: more messages than that a view cannot show. Milliseconds. */
const pace = 20;

/** Gathers what comes in bursts and hands it on at most once per frame, in order. */
export function batch<T>(send: (all: readonly T[]) => void): { add(one: T): void; flush(): void } {
  let waiting: T[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (!waiting.length) return;
    const all = waiting;
    waiting = [];
    send(all);
  };
  return {
    add(one) {
      waiting.push(one);
      timer ??= setTimeout(flush, pace);
    },
    flush,
  };
}
