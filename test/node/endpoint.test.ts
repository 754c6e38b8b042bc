import { expect, test } from "vitest";
import { chooseEndpoint } from "../../src/node/endpoint.ts";

const choice = (wishes: Partial<Parameters<typeof chooseEndpoint>[0]>) => chooseEndpoint({ env: {}, ...wishes });
const google = "https://generativelanguage.googleapis.com";

test("with neither key nor wish for the real thing, the simulator", () => {
  expect(choice({})).toEqual({ kind: "simulator" });
  expect(choice({ env: { GEMINI_API_KEY: " " }, secretKey: "" })).toEqual({ kind: "simulator" });
  expect(choice({ live: true })).toEqual({ kind: "model", endpoint: { kind: "gemini", url: google } });
});

test("the key says where it came from: secret storage, then GEMINI_API_KEY, then GOOGLE_API_KEY", () => {
  const env = { GEMINI_API_KEY: "g", GOOGLE_API_KEY: "o" };
  const source = (wishes: Partial<Parameters<typeof chooseEndpoint>[0]>) => {
    const chosen = choice(wishes);
    return chosen.kind === "model" ? [chosen.key, chosen.endpoint.keySource] : chosen.kind;
  };
  expect(source({ env, secretKey: "s" })).toEqual(["s", "secret storage"]);
  expect(source({ env })).toEqual(["g", "GEMINI_API_KEY"]);
  expect(source({ env: { GOOGLE_API_KEY: "o\n" } })).toEqual(["o", "GOOGLE_API_KEY"]);
});

test("the setting redirects before the environment does, and needs no key", () => {
  const env = { GOOGLE_GEMINI_BASE_URL: "http://localhost:1/gemini/" };
  expect(choice({ env })).toEqual({ kind: "model", endpoint: { kind: "custom", url: "http://localhost:1/gemini" } });
  expect(choice({ env, baseUrlSetting: "http://localhost:2" })).toMatchObject({
    endpoint: { url: "http://localhost:2" },
  });
});

test("what may hide a secret in an address is not shown and not kept", () => {
  const chosen = choice({ baseUrlSetting: "https://user:pass@gateway.example/v?key=abc#x", secretKey: "k" });
  expect(chosen).toEqual({
    kind: "model",
    endpoint: { kind: "custom", url: "https://gateway.example/v", keySource: "secret storage" },
    key: "k",
  });
  expect(JSON.stringify(chosen.kind === "model" ? chosen.endpoint : {})).not.toMatch(/pass|abc/);
});
