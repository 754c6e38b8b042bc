import { refusal } from "../../document/resolve.ts";
import { type FileReference, fileReferences } from "../fileReferences.ts";
import type { Questions } from "./facts.ts";
import { type AgentRule, type FileRule, type Finding, replace } from "./rule.ts";

const missingText = {
  id: "AG201",
  severity: "error",
  title: "A file, tool, agent or data set that is not there",
  why: "Paths are relative to the definition they stand in, with `/`. What is not found now is not found when the agent runs.",
  bad: `system_instruction:
  - file: prompts/stile.md`,
  good: `system_instruction:
  - file: prompts/style.md`,
  files: { "prompts/style.md": "Write short sentences.\n" },
  fix: "Changes it to the nearest file or name, or makes the file.",
} as const;

const refusedText = {
  id: "AG202",
  severity: "error",
  title: "A path that works on one machine only",
  why: "Paths are relative to the definition, use `/`, and stay inside of the folder that is open: then they are right on every machine and in CI.",
  bad: `system_instruction:
  - file: prompts\\style.md`,
  good: `system_instruction:
  - file: prompts/style.md`,
  files: { "prompts/style.md": "Write short sentences.\n" },
  fix: "Writes the path with `/`.",
} as const;

/** What an agent's body names, and what stands outside of all bodies: `extends`, the data sets, the agent of a file of tests. */
export const missingFile: AgentRule = {
  ...missingText,
  scope: "agent",
  check: (agent) => agent.references.flatMap((reference) => checkThere(reference, agent.facts)),
};
export const missingFileOfFile: FileRule = {
  ...missingText,
  scope: "file",
  check: ({ document, facts }) => outer(fileReferences(document)).flatMap((reference) => checkThere(reference, facts)),
};
export const refusedPath: AgentRule = {
  ...refusedText,
  scope: "agent",
  check: (agent) => agent.references.flatMap(checkPath),
};
export const refusedPathOfFile: FileRule = {
  ...refusedText,
  scope: "file",
  check: ({ document }) => outer(fileReferences(document)).flatMap(checkPath),
};

function outer(references: readonly FileReference[]): readonly FileReference[] {
  return references.filter(({ path }) => path[0] === "extends" || path[0] === "datasets" || path[0] === "agent");
}

function checkThere({ file, range }: FileReference, facts: Questions): readonly Finding[] {
  if (refusal(file) || facts.text(file) !== null) return [];
  return [{ message: `The file ${file} was not found. Paths are relative to this definition.`, range }];
}

function checkPath({ file, range }: FileReference): readonly Finding[] {
  const message = refusal(file);
  if (!message) return [];
  const slashed = file.replaceAll("\\", "/");
  return [{ message, range, ...(slashed === file ? {} : { fix: replace(range, slashed, "Write it with /") }) }];
}
