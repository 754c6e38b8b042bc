import type { JsonObject } from "../base/json.ts";
import type { InputDeclaration } from "../document/definition.ts";

/** What stands in the place of a secret wherever inputs are shown or exported. */
export const hidden = "••••••";

/** Inputs as they may be shown: that a secret was given can be seen, and not which. */
export function hideSecrets(
  values: JsonObject,
  declared: readonly Pick<InputDeclaration, "name" | "secret">[],
): JsonObject {
  const secret = new Set(declared.filter((input) => input.secret).map((input) => input.name));
  if (secret.size === 0) return values;
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, secret.has(name) && value !== "" ? hidden : value]),
  );
}
