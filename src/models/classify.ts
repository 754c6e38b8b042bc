import { isObject, type Json } from "../core/base/json.ts";
import type { RunProblem } from "../core/runs/problem.ts";

/** Everything that is known when a call failed. Error classes and names are not: they differ between paths and versions. */
export interface Failure {
  readonly endpoint: string;
  /** Of the answer, when one came. */
  readonly status?: number | undefined;
  /** Of an answer that was an error, as received. */
  readonly body?: string | undefined;
  /** What was thrown. */
  readonly thrown?: unknown;
  /** Something of the stream had come. */
  readonly begun: boolean;
}

/** The one place where a failure gets its kind. */
export function problemOf(failure: Failure): RunProblem {
  const { status } = failure;
  if (status !== undefined && status >= 400) return ofStatus(status, failure.body ?? "");
  const codes = codesOf(failure.thrown);
  const message = messageOf(failure.thrown);
  if (failure.begun || status !== undefined) return { kind: "cut", ...(message && { message }) };
  const code = codes.find((one) => offlineCodes.test(one));
  if (code) return { kind: "offline", endpoint: failure.endpoint, message: offlineWords[code] ?? code };
  if (codes.includes("UND_ERR_SOCKET") || /socket hang up|other side closed|terminated/.test(message)) {
    return { kind: "offline", endpoint: failure.endpoint, message: "the connection was closed without an answer" };
  }
  if (/fetch failed|network|certificate/i.test(message)) {
    const why = codes[0] ?? messageOf(causeOf(failure.thrown) ?? failure.thrown);
    return { kind: "offline", endpoint: failure.endpoint, message: why };
  }
  // Refused before anything was sent: the request itself is impossible.
  return { kind: "bad-request", status: 0, message };
}

/** An error answer, or an error object in the middle of a stream. */
export function ofStatus(status: number, text: string): RunProblem {
  const error = errorOf(text);
  const details = Array.isArray(error.details) ? error.details.filter(isObject) : [];
  const message =
    typeof error.message === "string" && error.message !== "" ? shortened(error.message) : `HTTP ${status}`;
  if (status === 429) return { kind: "rate-limited", ...limitOf(details), message };
  const reason = details.map((detail) => detail.reason).find((one) => typeof one === "string");
  const aboutKey =
    status === 401 ||
    status === 403 ||
    (status === 400 && (String(reason).startsWith("API_KEY") || /api key (not valid|expired)/i.test(message)));
  if (aboutKey) return { kind: "bad-key", status, message };
  if (status >= 500 || status === 408) return { kind: "server", status, message };
  return { kind: "bad-request", status, message };
}

/** The error object of a stream's event, with its code; undefined when the event is none. */
export function errorEvent(value: unknown): { readonly status: number; readonly text: string } | undefined {
  if (!isObject(value) || !isObject(value.error)) return undefined;
  const { code } = value.error;
  return { status: typeof code === "number" ? code : 500, text: JSON.stringify(value) };
}

function errorOf(text: string): { readonly [key: string]: Json | undefined } {
  try {
    const parsed: unknown = JSON.parse(text);
    const first = Array.isArray(parsed) ? (parsed[0] as unknown) : parsed;
    if (isObject(first) && isObject(first.error)) return first.error;
    return isObject(first) && typeof first.error === "string" ? { message: first.error } : {};
  } catch {
    // A proxy's page, not Google's JSON: its text is all there is, without its markup.
    return {
      message: text
        .slice(0, 10_000)
        .replace(/<style[^<]*<\/style>|<[^<>]*>/gi, " ")
        .replace(/\s+/g, " ")
        .trim(),
    };
  }
}

function limitOf(details: readonly { readonly [key: string]: Json | undefined }[]) {
  const violations = details.flatMap((detail) =>
    Array.isArray(detail.violations) ? detail.violations.filter(isObject) : [],
  );
  const ids = violations.map((violation) => String(violation.quotaId ?? ""));
  // A daily cap may come together with one per minute, and with a short delay: it wins.
  const scope = ids.some((id) => /PerDay/i.test(id))
    ? ("day" as const)
    : ids.some((id) => /PerMinute/i.test(id))
      ? ("minute" as const)
      : ("unknown" as const);
  const delay = details.map((detail) => detail.retryDelay).find((one) => typeof one === "string");
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(String(delay))?.[1];
  const quota = ids.find((id) => id !== "");
  return {
    scope,
    ...(seconds !== undefined && { retryAfterMs: Math.ceil(Number(seconds) * 1000) }),
    ...(quota !== undefined && { quota }),
  };
}

const offlineCodes =
  /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EPIPE|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|ERR_TLS|CERT_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_)/;
const offlineWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing answers at that address",
  ECONNRESET: "the connection was closed without an answer",
  ENOTFOUND: "no such host",
  EAI_AGAIN: "the name cannot be looked up",
  ETIMEDOUT: "no connection within the system's time limit",
  UND_ERR_CONNECT_TIMEOUT: "no connection within 10 s",
};

/** The codes along the chain of causes; Node's fetch hides them one or two levels down. */
function codesOf(thrown: unknown): readonly string[] {
  const codes: string[] = [];
  let at: unknown = thrown;
  for (let depth = 0; depth < 6 && typeof at === "object" && at !== null; depth++) {
    const { code, cause, errors } = at as { code?: unknown; cause?: unknown; errors?: unknown };
    if (typeof code === "string") codes.push(code);
    if (Array.isArray(errors)) codes.push(...errors.flatMap((error) => codesOf(error)));
    at = cause;
  }
  return codes;
}

function causeOf(thrown: unknown): unknown {
  return thrown instanceof Error ? thrown.cause : undefined;
}

function messageOf(thrown: unknown): string {
  return shortened(thrown instanceof Error ? thrown.message : thrown === undefined ? "" : String(thrown));
}

/** Google's messages carry advice and links on further lines; the first lines say it. */
function shortened(message: string): string {
  const line = message.trim().replace(/\s+/g, " ");
  return line.length > 500 ? `${line.slice(0, 499)}…` : line;
}
