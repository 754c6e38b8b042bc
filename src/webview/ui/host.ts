/** The extension as a webview sees it: messages out, and the little that VS Code keeps for it over a reload. */
export interface Host<From, State> {
  post(message: From): void;
  /** What was last kept; `undefined` in a new panel. Unchecked: an older version may have written it. */
  readonly kept: unknown;
  keep(state: State): void;
}

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare const acquireVsCodeApi: () => VsCodeApi;

/**
 * Joins a view to its host. May be called once per page. Every message from the host goes to `receive`; the view says
 * by a message of its own when it is ready for the first one.
 */
export function connect<To, From, State = unknown>(receive: (message: To) => void): Host<From, State> {
  const api = acquireVsCodeApi();
  addEventListener("message", (event: MessageEvent) => {
    if (typeof event.data?.type === "string") receive(event.data as To);
  });
  return {
    post: (message) => api.postMessage(message),
    kept: api.getState(),
    keep: (state) => api.setState(state),
  };
}

/** Calls `draw` at most once per frame, however often the returned function is called. */
export function oncePerFrame(draw: () => void): { (): void /** Draws at once. */; now(): void } {
  let asked: number | undefined;
  const now = () => {
    if (asked !== undefined) cancelAnimationFrame(asked);
    asked = undefined;
    draw();
  };
  return Object.assign(
    () => {
      asked ??= requestAnimationFrame(now);
    },
    { now },
  );
}
