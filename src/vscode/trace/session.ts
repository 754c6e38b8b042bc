import { modelOf } from "../../core/tokens/prices.ts";
import { asOf, type Body, spansFor } from "../../core/trace/asOf.ts";
import { packSteps } from "../../core/trace/packSteps.ts";
import { type Step, stepsOf } from "../../core/trace/steps.ts";
import { totalsOf } from "../../core/trace/summary.ts";
import type { Span, Trace } from "../../core/trace/trace.ts";
import { turnOf, whyOf } from "../../core/trace/why.ts";
import type { TraceFile } from "../../node/traceFile.ts";
import type { Refusal, ToTrace, TraceView } from "../../protocol/trace.ts";

/** A run whose file has not changed for this long is no longer taken for one that goes on. Milliseconds. */
const quiet = 120_000;
/** In a long trace the rows' details are cut, so that the message stays small. */
const longTrace = 20_000;
const noBody: Body = { attributes: {}, raw: [] };

/** One trace on show: what is read of it, and the answers to the view's questions. Knows nothing of the editor. */
export class Session {
  readonly #file: TraceFile;
  readonly #name: string;
  readonly #post: (message: ToTrace) => void;
  readonly #now: () => number;
  #trace: Trace | undefined;
  #steps: readonly Step[] = [];
  #stop = new AbortController();
  #reading: Promise<void> | undefined;
  #stopped = false;
  #disposed = false;
  #refused: Refusal | undefined;
  #wanted = 0;

  constructor(options: {
    readonly file: TraceFile;
    readonly name: string;
    readonly post: (message: ToTrace) => void;
    /** Milliseconds since 1970. */
    readonly now: () => number;
  }) {
    this.#file = options.file;
    this.#name = options.name;
    // A panel that is gone takes no messages, and a reading ends a little after it was told to.
    this.#post = (message) => {
      if (!this.#disposed) options.post(message);
    };
    this.#now = options.now;
  }

  /** The run is still being written, as far as can be told. */
  get live(): boolean {
    return this.#trace?.open === true && this.#trace.format !== "otlp" && this.#now() - this.#file.changed < quiet;
  }

  stepAt(index: number): Step | undefined {
    return this.#steps[index - 1];
  }

  /** Shows what is there, after reading what is new. The first parts of a long file are shown while the rest is read. */
  show(): Promise<void> {
    return this.#alone(() => this.#read());
  }

  /** Reads what has been added; says nothing when there is nothing new. */
  refresh(): Promise<void> {
    if (this.#reading || this.#stopped) return Promise.resolve();
    return this.#alone(async () => {
      const wasLive = this.live;
      const [read, size] = [this.#file.read, this.#file.size];
      try {
        await this.#file.readOn(this.#stop.signal);
      } catch {
        return; // It has been moved or deleted; what was read stays on show.
      }
      if (this.#file.read !== read || this.#file.size !== size || (wasLive && !this.live)) this.#send(false);
    });
  }

  stopReading(): void {
    this.#stopped = true;
    this.#stop.abort();
  }

  async readRest(): Promise<void> {
    // The reading that was stopped may still be about to end.
    await this.#reading;
    if (this.#disposed) return;
    this.#stopped = false;
    this.#stop = new AbortController();
    return this.show();
  }

  /** Sends everything again: the view is new. */
  resend(): void {
    if (this.#trace) this.#send(this.#reading !== undefined);
    else if (this.#refused) this.#refuse(this.#refused);
  }

  async asOf(index: number): Promise<void> {
    const [trace, steps] = [this.#trace, this.#steps];
    this.#wanted = index;
    if (!trace || !steps[index - 1]) return;
    const bodies = new Map<number, Body>();
    await Promise.all(
      spansFor(trace, steps, index).map(async (i) => {
        const span = trace.spans[i];
        if (span) bodies.set(i, await this.#body(span));
      }),
    );
    // Meanwhile the cursor may have gone on: only the newest question is answered.
    if (this.#wanted !== index) return;
    this.#post({
      type: "as-of",
      asOf: asOf(trace, steps, index, (i) => bodies.get(i) ?? noBody),
      turn: turnOf(trace, steps, index),
    });
  }

  dispose(): void {
    this.#disposed = true;
    this.#stop.abort();
  }

  async #body(span: Span): Promise<Body> {
    try {
      return await this.#file.body(span);
    } catch (error) {
      if ((error as { code?: string }).code === undefined) throw error;
      return noBody; // The file has been moved or deleted; what is in memory stays on show.
    }
  }

  /** One reading at a time: who asks meanwhile waits for the same one. */
  #alone(work: () => Promise<void>): Promise<void> {
    this.#reading ??= work().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #read(): Promise<void> {
    const began = performance.now();
    let nextAt = began + 60;
    let shown = 0;
    try {
      await this.#file.readOn(this.#stop.signal, () => {
        const now = performance.now();
        const { read, size } = this.#file;
        const leftMs = ((now - began) / read) * (size - read);
        // Each look costs as much as there is to see: few, and none shortly before the end.
        if (now < nextAt || read < shown * 4 || leftMs < 300) return;
        this.#send(true, leftMs);
        shown = read;
        nextAt = performance.now() + 150;
      });
    } catch (error) {
      this.#refuse({ kind: "unreadable", message: sentence(error) });
      return;
    }
    this.#send(false);
  }

  #send(reading: boolean, leftMs?: number): void {
    const trace = this.#file.trace();
    if (trace.problem && reading) return;
    this.#trace = trace;
    if (trace.problem) {
      this.#refuse(
        trace.problem.kind === "not-a-trace"
          ? {
              kind: "not-a-trace",
              looked: [
                "OTLP traces as JSON, one object with resourceSpans per line",
                "The same as one JSON object or list",
              ],
            }
          : trace.problem,
      );
      return;
    }
    this.#steps = stepsOf(trace);
    this.#post({ type: "trace", view: this.#view(trace, reading, leftMs), steps: packSteps(this.#rows()) });
  }

  #view(trace: Trace, reading: boolean, leftMs: number | undefined): Omit<TraceView, "steps"> {
    const { spans, ...rest } = trace;
    const totals = totalsOf(trace, this.#steps);
    const model = totals.models.served[0] ?? totals.models.asked[0];
    const context = model === undefined ? undefined : modelOf(model)?.context;
    return {
      name: this.#name,
      trace: rest,
      totals,
      why: whyOf(this.#steps, spans),
      live: this.live && !reading && !this.#stopped,
      messages: !spans.some((s) => s.kind === "model") || spans.some((s) => s.items.length > 0),
      ...(context === undefined ? {} : { contextLimit: context }),
      ...(reading || this.#stopped
        ? {
            reading: {
              read: this.#file.read,
              size: this.#file.size,
              stopped: this.#stopped,
              ...(leftMs === undefined ? {} : { leftMs }),
            },
          }
        : {}),
    };
  }

  #rows(): readonly Step[] {
    if (this.#steps.length <= longTrace) return this.#steps;
    return this.#steps.map((step) =>
      step.detail.length > 60 ? { ...step, detail: `${step.detail.slice(0, 59)}…` } : step,
    );
  }

  #refuse(why: Refusal): void {
    this.#refused = why;
    this.#post({ type: "refused", name: this.#name, why });
  }
}

function sentence(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  if (code === "ENOENT" || code === "FileNotFound") return "It is not there any more.";
  if (code === "EACCES" || code === "EPERM" || code === "NoPermissions") return "There is no permission to read it.";
  return message ?? String(error);
}
