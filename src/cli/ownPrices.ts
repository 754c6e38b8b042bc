import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { isObject } from "../core/base/json.ts";
import { readOwnPrices } from "../core/tokens/ownPrices.ts";
import { priceFile } from "../core/tokens/priceFile.ts";
import type { OwnPrices } from "../core/tokens/prices.ts";
import { type Io, UsageError } from "./command.ts";
import { readUserFile } from "./userFile.ts";

/** For `readArgs`: every command that knows a price takes it. */
export const pricesOption = { prices: { type: "string" } } as const;

/**
 * The user's own prices: of the file that `--prices` names, else `flashback.prices` of the nearest `.vscode/settings.json`
 * above `near` that has it, so that the command line says what the editor says. What is wrong in them is told, and left out.
 */
export async function ownPrices(named: string | undefined, near: string, io: Io): Promise<OwnPrices> {
  const { from, value } =
    named === undefined ? await ofSettings(near) : { from: named, value: await ofFile(named, io) };
  const { prices, problems } = readOwnPrices(value);
  for (const problem of problems) io.err(`flashback: ${from}: ${problem}\n`);
  return prices;
}

/** A list as YAML or JSON, or one under `prices`. */
async function ofFile(named: string, io: Io): Promise<unknown> {
  const text = await readUserFile(path.resolve(io.cwd, named), named);
  const { value, why } = priceFile(text);
  if (why !== undefined) throw new UsageError(`${named} cannot be read: ${why}`);
  return value;
}

async function ofSettings(near: string): Promise<{ from: string; value: unknown }> {
  for (let folder = near; ; folder = path.dirname(folder)) {
    const file = path.join(folder, ".vscode", "settings.json");
    const text = await readFile(file, "utf8").catch(() => undefined);
    if (text?.includes("flashback.prices")) {
      const value = settingsOf(text);
      return { from: file, value: isObject(value) ? value["flashback.prices"] : undefined };
    }
    const isTop = existsSync(path.join(folder, ".git")) || path.dirname(folder) === folder;
    if (isTop) return { from: "", value: undefined };
  }
}

/** JSON with comments and commas before a closing bracket, as the editor's settings are. */
function settingsOf(text: string): unknown {
  const json = text
    .replace(/^\uFEFF/, "")
    .replace(/("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (_, quoted?: string) => quoted ?? " ")
    .replace(/("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g, (_, quoted?: string) => quoted ?? "");
  try {
    return JSON.parse(json);
  } catch {
    // Not JSON: the editor says so where it is written.
    return undefined;
  }
}
