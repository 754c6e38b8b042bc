import { expect, test } from "vitest";
import type { RunProblem } from "../../../src/core/runs/problem.ts";
import { retrySentence, sentence } from "../../../src/core/runs/sentences.ts";

const problems: readonly RunProblem[] = [
  { kind: "no-key" },
  { kind: "bad-key", status: 400, message: "API key not valid. Please pass a valid API key." },
  { kind: "bad-key", status: 403, message: "Permission denied" },
  { kind: "bad-request", status: 400, message: "Thinking level MINIMAL is not supported for this model." },
  { kind: "bad-request", status: 404, message: "models/x is not found" },
  { kind: "bad-request", status: 0, message: "contents are required" },
  { kind: "rate-limited", scope: "minute", retryAfterMs: 14_000, message: "" },
  { kind: "rate-limited", scope: "day", message: "" },
  { kind: "rate-limited", scope: "unknown", message: "" },
  { kind: "server", status: 503, message: "" },
  { kind: "offline", endpoint: "http://127.0.0.1:9", message: "nothing answers at that address" },
  { kind: "timeout", afterMs: 120_000 },
  { kind: "blocked", where: "prompt", reason: "PROHIBITED_CONTENT" },
  { kind: "blocked", where: "answer", reason: "SAFETY", message: "HARASSMENT" },
  { kind: "blocked", where: "answer", reason: "RECITATION" },
  { kind: "blocked", where: "answer", reason: "MALFORMED_FUNCTION_CALL", message: "call: lookup(" },
  { kind: "cut" },
  { kind: "malformed", message: "not JSON: {" },
  { kind: "budget", which: "max_cost_usd", spent: 1.0123, cap: 1 },
  { kind: "budget", which: "max_latency_ms", spent: 6100, cap: 6000 },
  { kind: "budget", which: "max_total_tokens", spent: 61_234, cap: 60_000 },
  { kind: "tool", tool: "lookup", message: "it has no mock" },
  { kind: "definition", message: '"hello" has no model' },
  { kind: "storage", message: "ENOSPC" },
];

test("every problem says what happened and what to do", () => {
  const lines = problems.map((problem) => {
    const { what, todo } = sentence(problem);
    return [what, todo].filter(Boolean).join(" → ");
  });
  expect(lines.join("\n")).toMatchInlineSnapshot(`
    "No Gemini API key. → Add a key (it goes into the editor's secret storage), or set GEMINI_API_KEY.
    The API key was refused (400): API key not valid. Please pass a valid API key. → Replace the key: it may be mistyped, expired or deleted.
    The API key was refused (403): Permission denied. → Check that the key's project may use the Gemini API and this model, or use another key.
    400: Thinking level MINIMAL is not supported for this model. → Change the definition accordingly and run again.
    404: models/x is not found. → Check the model's name and the base URL.
    Not sent: contents are required. → Change the definition accordingly and run again.
    429: quota per minute is used up. → Run again in 14 s, fewer at a time.
    429: quota per day is used up. Stopped here. → Go on after midnight Pacific time, when it starts anew, or use another key or model.
    429: quota is used up. → Wait a minute and run again, fewer at a time.
    503: the model's server failed. → Run again later.
    http://127.0.0.1:9 cannot be reached: nothing answers at that address. → Check the network, the proxy, and the base URL setting.
    Nothing arrived for 2 min; what came is kept. → Run again; a lower thinking level answers sooner.
    The prompt was blocked: PROHIBITED_CONTENT. No answer came. → Reword the prompt or its inputs, or change safety_settings.
    Blocked by safety: HARASSMENT. What came before is kept. → Reword the prompt or its inputs, or change safety_settings.
    Blocked: RECITATION. What came before is kept. → Ask for the answer in its own words.
    The model wrote a function call that cannot be read. → Run again; simpler parameters and clearer descriptions make it rarer.
    Stream cut; what came is kept. → Re-run.
    The stream held something that is not Gemini's protocol: not JSON: {. → Run again; if it stays, check what stands between you and the model (base URL, proxy).
    Stopped at the budget: $1.0 of $1.00 spent (max_cost_usd). What is done is kept. → Raise max_cost_usd under budget, or make the run smaller.
    Stopped at the budget: 6.1 s of 6.0 s (max_latency_ms). What is done is kept. → Raise max_latency_ms under budget, or make the run smaller.
    Stopped at the budget: 61,234 of 60,000 tokens (max_total_tokens). What is done is kept. → Raise max_total_tokens under budget, or make the run smaller.
    Tool lookup: it has no mock. → Give the tool a mock, or correct its definition.
    "hello" has no model.
    The trace cannot be written: ENOSPC. → The run goes on without being recorded. Check the disk and the permissions of .flashback."
  `);
});

test("a cut stream says how much came", () =>
  expect(sentence({ kind: "cut" }, 61).what).toBe("Stream cut after 61 tokens; what came is kept."));

test("a retry says why, how long, and which of how many", () => {
  const minute: RunProblem = { kind: "rate-limited", scope: "minute", message: "" };
  const server: RunProblem = { kind: "server", status: 503, message: "" };
  expect(retrySentence({ problem: minute, attempt: 2, of: 5, waitMs: 14_000 })).toBe(
    "429: quota per minute. Tries again in 14 s (2nd of 5)",
  );
  expect(retrySentence({ problem: server, attempt: 3, of: 5, waitMs: 2000 })).toBe(
    "503: the model's server failed. Tries again in 2.0 s (3rd of 5)",
  );
});
