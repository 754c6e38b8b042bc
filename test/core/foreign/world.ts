import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { ConvertWorld } from "../../../src/core/foreign/convert.ts";
import { type ConvertedFile, convertFile } from "../../../src/core/foreign/convertFile.ts";
import { type ForeignDialect, recognise } from "../../../src/core/foreign/recognise.ts";
import type { Loss } from "../../../src/core/foreign/source.ts";
import { today } from "../language/atCursor.ts";

export const fixtures = path.join(import.meta.dirname, "../../fixtures/foreign");

/** The files of other languages that are converted in tests, by their path. */
export const foreignFixtures = [
  "adk/root_agent.yaml",
  "adk/parts/pipeline.yaml",
  "gemini/agent.yaml",
  "summary.prompt.yml",
  "promptfooconfig.yaml",
  "team.yaml",
  "menu.prompt",
];

export function textOf(file: string): string {
  return readFileSync(path.join(fixtures, file), "utf8");
}

export function worldOf(file: string): ConvertWorld {
  const folder = path.dirname(path.join(fixtures, file));
  return {
    name: path.basename(file),
    wallMs: today,
    readText: async (name) => {
      const at = path.join(folder, name);
      return existsSync(at) ? readFileSync(at, "utf8") : undefined;
    },
    files: file.startsWith("gemini/")
      ? readdirSync(folder, { recursive: true, encoding: "utf8" })
          .filter((each) => path.extname(each) !== "")
          .sort()
      : [],
  };
}

export function convertFixture(file: string, text = textOf(file)): Promise<ConvertedFile> {
  return convertFile(text, recognise(file, text) as ForeignDialect, worldOf(file));
}

export function told(losses: readonly Loss[]): string[] {
  return losses.map(
    ({ kind, file, range, message }) => `${file ?? ""}${file ? ":" : ""}${range.start.line + 1} ${kind}: ${message}`,
  );
}
