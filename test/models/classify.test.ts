import { expect, test } from "vitest";
import { errorEvent, ofStatus, problemOf } from "../../src/models/classify.ts";
import { badKey, invalidArgument, quota } from "../../src/models/simulator/errors.ts";
import { cpuMs } from "../cpu.ts";

const told = (status: number, body: unknown) =>
  ofStatus(status, typeof body === "string" ? body : JSON.stringify(body));

test("the quota is read from its id, and a daily one wins over one per minute", () => {
  expect(told(429, quota("Minute", "gemini-3.6-flash", 22_200).body)).toMatchObject({
    scope: "minute",
    retryAfterMs: 22_200,
  });
  const both = [quota("Minute", "m", 1_000), quota("Day", "m", 2_000)].flatMap(
    (error) => (error.body.error as { details: unknown[] }).details,
  );
  expect(told(429, { error: { code: 429, message: "m", details: both } })).toMatchObject({ scope: "day" });
  expect(told(429, "slow down")).toEqual({ kind: "rate-limited", scope: "unknown", message: "slow down" });
  expect(told(429, "")).toEqual({ kind: "rate-limited", scope: "unknown", message: "HTTP 429" });
});

test("a key that is wrong, expired, or not allowed is a bad key; another 400 is a bad request", () => {
  expect(told(400, badKey().body)).toMatchObject({ kind: "bad-key", status: 400 });
  expect(told(400, { error: { message: "API key expired. Please renew the API key." } })).toMatchObject({
    kind: "bad-key",
  });
  expect(told(401, {})).toMatchObject({ kind: "bad-key" });
  expect(told(403, { error: { message: "Generative Language API has not been used in project 1" } })).toMatchObject({
    kind: "bad-key",
    message: "Generative Language API has not been used in project 1",
  });
  expect(told(400, invalidArgument("no").body)).toEqual({ kind: "bad-request", status: 400, message: "no" });
});

test("bodies of every shape give one line: an array, a bare string, a page, nothing", () => {
  expect(told(500, [{ error: { code: 500, message: "An internal error\n\n has occurred." } }])).toMatchObject({
    message: "An internal error has occurred.",
  });
  expect(told(404, { error: "no such thing" })).toMatchObject({ message: "no such thing" });
  expect(told(502, "<html><style>b{}</style><body><h1>Bad</h1> Gateway</body></html>")).toMatchObject({
    message: "Bad Gateway",
  });
  expect(told(503, "")).toMatchObject({ kind: "server", message: "HTTP 503" });
});

test("the cause is found however deep it lies and whatever class wraps it", () => {
  const deep = new TypeError("fetch failed", {
    cause: new Error("x", { cause: Object.assign(new Error(), { code: "ENOTFOUND" }) }),
  });
  const several = new TypeError("fetch failed", {
    cause: Object.assign(new AggregateError([Object.assign(new Error(), { code: "ECONNREFUSED" })]), {}),
  });
  const kind = (thrown: unknown, begun = false) => problemOf({ endpoint: "http://x", thrown, begun });
  expect(kind(deep)).toEqual({ kind: "offline", endpoint: "http://x", message: "no such host" });
  expect(kind(several)).toMatchObject({ kind: "offline", message: "nothing answers at that address" });
  expect(
    kind(new TypeError("fetch failed", { cause: Object.assign(new Error(), { code: "SELF_SIGNED_CERT_IN_CHAIN" }) })),
  ).toMatchObject({
    kind: "offline",
    message: "SELF_SIGNED_CERT_IN_CHAIN",
  });
  expect(kind(new TypeError("terminated"), true)).toEqual({ kind: "cut", message: "terminated" });
  expect(kind("a string")).toEqual({ kind: "bad-request", status: 0, message: "a string" });
});

test("an error object in a stream is told from an answer", () => {
  expect(errorEvent({ error: { code: 503, message: "busy" } })).toMatchObject({ status: 503 });
  expect(errorEvent({ error: { code: "not_found" } })).toMatchObject({ status: 500 });
  expect(errorEvent({ candidates: [] })).toBeUndefined();
  expect(errorEvent(null)).toBeUndefined();
});

test("a hostile page is read in no time", () => {
  const pages = ["<", "<style", "<style>a"].map((text) => text.repeat(100_000 / text.length));
  expect(cpuMs(() => pages.forEach((page) => void told(500, page)))).toBeLessThan(1000);
});

test("a page loses its styles and its markup", () => {
  const page = "<html><style>p { color: red }</style><p>Bad <b>gateway</b></p></html>";
  expect(told(502, page)).toMatchObject({ kind: "server", message: "Bad gateway" });
});
