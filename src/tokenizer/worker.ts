// The entry of dist/tokenizer.cjs: a thread of its own, because loading takes half a second and a large prompt tens of
// milliseconds.
import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { loadGemma } from "./gemma.ts";
import type { FromWorker, ToWorker, WorkerData } from "./messages.ts";
import { RecentTexts } from "./recentTexts.ts";

const answer = (message: FromWorker) => parentPort?.postMessage(message);

try {
  const texts = new RecentTexts(loadGemma(readFileSync((workerData as WorkerData).ranks)));
  // The first counts are slow, while the engine is compiled: those shall be ours.
  texts.count(
    Array.from({ length: 500 }, (_, i) => `Line ${i} is "counted", so that (the) next one is quick.`).join("\n"),
  );
  parentPort?.on("message", ({ id, texts: asked }: ToWorker) => {
    answer({ kind: "counted", id, counts: asked.map((text) => texts.count(text)) });
  });
  answer({ kind: "ready" });
} catch (error) {
  // No such file, or not a vocabulary: whoever asked goes on with the fallback and says so.
  answer({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
}
