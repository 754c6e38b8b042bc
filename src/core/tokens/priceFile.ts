import { parse } from "yaml";
import { isObject } from "../base/json.ts";

/** The list in a file of the user's own prices, as YAML or JSON, or under its key `prices`. `why`: it cannot be read. */
export function priceFile(text: string): { readonly value?: unknown; readonly why?: string } {
  try {
    const value: unknown = parse(text);
    return { value: isObject(value) ? value.prices : value };
  } catch (error) {
    return { why: (error as Error).message.split("\n")[0] ?? "" };
  }
}
