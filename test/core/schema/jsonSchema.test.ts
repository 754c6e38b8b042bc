import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { isObject, type Json } from "../../../src/core/base/json.ts";
import { publishedSchemas } from "../../../src/core/schema/jsonSchema.ts";

const root = path.join(import.meta.dirname, "../../..");

// Update with `vitest -u` after a change of the keys.
test.each(Object.keys(publishedSchemas))("%s is the one that the keys describe", async (name) => {
  const schema = publishedSchemas[name]?.();
  await expect(`${JSON.stringify(schema, null, 1)}\n`).toMatchFileSnapshot(path.join(root, "media", name));
});

test.each(Object.entries(publishedSchemas))(
  "%s has no choice at the top, and every key says what it does",
  (_, make) => {
    const schema = make();
    expect(schema.oneOf ?? schema.anyOf).toBeUndefined();
    const silent: string[] = [];
    const visit = (value: Json | undefined, at: string) => {
      if (Array.isArray(value)) for (const [i, v] of value.entries()) visit(v as Json, `${at}/${i}`);
      if (!isObject(value)) return;
      expect(value.oneOf, at).not.toBeInstanceOf(Array);
      const keys = isObject(value.properties) && !at.endsWith("/properties") ? value.properties : {};
      for (const [name, key] of Object.entries(keys)) {
        const said =
          key === false ||
          (isObject(key) && (key.$ref || (typeof key.description === "string" && key.description.length > 5)));
        if (!/\/if(?:\/|$)/.test(at) && !said) silent.push(`${at}/${name}`);
      }
      for (const [name, inner] of Object.entries(value)) visit(inner, `${at}/${name}`);
    };
    visit(schema, "");
    expect(silent).toEqual([]);
  },
);

test("the samples only use keys that it has", () => {
  const { properties } = publishedSchemas["agent.v1.schema.json"]?.() ?? {};
  const samples = path.join(root, "media/samples");
  for (const file of readdirSync(samples).filter((f) => f.endsWith(".agent.yaml"))) {
    const keys = [...readFileSync(path.join(samples, file), "utf8").matchAll(/^(\w+):/gm)].map((m) => m[1]);
    expect(Object.keys(properties as object)).toEqual(expect.arrayContaining(keys));
  }
});
