import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { isObject, type Json } from "../../../src/core/base/json.ts";
import { agentJsonSchema } from "../../../src/core/schema/jsonSchema.ts";

const root = path.join(import.meta.dirname, "../../..");

// Update with `vitest -u` after a change of agentSchema.ts.
test("the published schema is the one that the keys describe", async () => {
  await expect(`${JSON.stringify(agentJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(
    path.join(root, "media/agent.v1.schema.json"),
  );
});

test("it has no choice at the top, and every key says what it does", () => {
  const schema = agentJsonSchema();
  expect(schema.oneOf ?? schema.anyOf).toBeUndefined();
  const silent: string[] = [];
  const visit = (value: Json | undefined, at: string) => {
    if (Array.isArray(value)) for (const [i, v] of value.entries()) visit(v as Json, `${at}/${i}`);
    if (!isObject(value)) return;
    const keys = isObject(value.properties) && !at.endsWith("/properties") ? value.properties : {};
    for (const [name, key] of Object.entries(keys)) {
      const said = isObject(key) && (key.$ref || (typeof key.description === "string" && key.description.length > 5));
      if (!at.includes("/if") && !said) silent.push(`${at}/${name}`);
    }
    for (const [name, inner] of Object.entries(value)) visit(inner, `${at}/${name}`);
  };
  visit(schema, "");
  expect(silent).toEqual([]);
});

test("the samples only use keys that it has", () => {
  const { properties } = agentJsonSchema();
  const samples = path.join(root, "media/samples");
  for (const file of readdirSync(samples).filter((f) => f.endsWith(".agent.yaml"))) {
    const keys = [...readFileSync(path.join(samples, file), "utf8").matchAll(/^(\w+):/gm)].map((m) => m[1]);
    expect(Object.keys(properties as object)).toEqual(expect.arrayContaining(keys));
  }
});
