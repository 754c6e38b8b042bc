import { type Command, printJson, readArgs, UsageError, wholeNumber } from "./command.ts";

export const simulate: Command = {
  name: "simulate",
  usage: "simulate [--port 0] [--seed N] [--latency 1] [--fault KIND] [--json]",
  summary: "the built-in Gemini simulator on 127.0.0.1; prints its base URL and runs until Ctrl-C",
  async run(args, io) {
    const { values } = readArgs(args, {
      port: { type: "string" },
      seed: { type: "string" },
      latency: { type: "string" },
      fault: { type: "string", multiple: true },
      json: { type: "boolean" },
    });
    const { faultKinds, startSimulator } = await import("../models/models.ts");
    const faults = (values.fault ?? []).map((word) => {
      const kind = faultKinds.find((known) => known === word);
      if (!kind) throw new UsageError(`"${word}" is no fault. There are: ${faultKinds.join(", ")}.`);
      return { kind };
    });
    const port = wholeNumber(values.port, "port", 0);
    const simulator = await startSimulator({
      port,
      seed: wholeNumber(values.seed, "seed", 1),
      latencyScale: latencyScale(values.latency),
      faults,
    }).catch((error: unknown) => {
      throw unusable(error, port);
    });
    if (values.json) printJson(io, { base_url: simulator.url });
    else io.out(`${simulator.url}\n`);
    if (io.tty) io.err("Simulated: nothing it answers says anything about a real model. Ctrl-C stops it.\n");
    await new Promise<void>((resolve) => {
      if (io.signal.aborted) resolve();
      else io.signal.addEventListener("abort", () => resolve(), { once: true });
    });
    await simulator.stop();
    return 0;
  },
};

function unusable(error: unknown, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  const why =
    code === "EADDRINUSE"
      ? "is taken"
      : code === "EACCES"
        ? "may not be used by you"
        : code === "ERR_SOCKET_BAD_PORT"
          ? "is no port: the highest is 65535"
          : undefined;
  return why ? new UsageError(`Port ${port} ${why}. With --port 0 a free one is taken.`) : error;
}

/** 1: as measured; 0: at once. */
function latencyScale(text: string | undefined): number {
  const scale = Number(text ?? 1);
  if (!Number.isFinite(scale) || scale < 0) throw new UsageError(`--latency takes a factor from 0, and got "${text}".`);
  return scale;
}
