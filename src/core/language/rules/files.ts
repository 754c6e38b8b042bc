import type { AgentDocument } from "../../document/agentDocument.ts";
import { folderOf, joinPath, refusal } from "../../document/paths.ts";
import { type FileReference, fileReferences, partialsIn } from "../fileReferences.ts";
import type { Facts, Questions } from "./facts.ts";
import { type AgentRule, type FileRule, type Finding, replace } from "./rule.ts";

const missingText = {
  id: "AG201",
  severity: "error",
  absence: true,
} as const;

const refusedText = {
  id: "AG202",
  severity: "error",
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
  check: (agent) => agent.references.flatMap((reference) => checkPath(reference, agent.facts)),
};
export const refusedPathOfFile: FileRule = {
  ...refusedText,
  scope: "file",
  check: ({ document, facts }) => outer(fileReferences(document)).flatMap((reference) => checkPath(reference, facts)),
};

/** What the files say that this one names: partials that are not there, parents that are not there. */
export const missingFurther: FileRule = {
  ...missingText,
  scope: "file",
  check: ({ document, facts }) => [
    ...walkPartials(document, facts).filter(({ circle }) => !circle),
    ...facts.inheritance.flatMap(({ code, message, range }) => {
      const file = /^The file (.+), which .+ extends, was not found/.exec(message)?.[1];
      return code === "AG201" && file !== undefined && facts.text(file) === null ? [{ message, range }] : [];
    }),
  ],
};
export const endlessFiles: FileRule = {
  id: "AG203",
  scope: "file",
  severity: "error",
  check: ({ document, facts }) => [
    ...walkPartials(document, facts).filter(({ circle }) => circle),
    ...facts.inheritance.filter(({ code }) => code === "AG203").map(({ message, range }) => ({ message, range })),
  ],
};

/** Follows the partials of the prompt files, as far as they have been read. */
function walkPartials(document: AgentDocument, facts: Facts): readonly (Finding & { readonly circle: boolean })[] {
  const found: (Finding & { circle: boolean })[] = [];
  for (const { file, kind, range } of fileReferences(document)) {
    if (kind !== "prompt") continue;
    const told = new Set<string>();
    const visit = (at: string, way: readonly string[]) => {
      const text = facts.text(at);
      if (typeof text !== "string" || way.length > 20) return;
      for (const path of partialsIn(text)) {
        const inner = joinPath(folderOf(at), path);
        const circle = way.includes(inner);
        if (told.has(inner)) continue;
        if (circle) {
          told.add(inner);
          found.push({ message: `This never ends: ${[...way, inner].join(" holds ")}.`, range, circle });
        } else if (facts.text(inner) === null) {
          told.add(inner);
          found.push({ message: `${at} holds {{> ${path}}}, and there is no file ${inner}.`, range, circle });
        } else visit(inner, [...way, inner]);
      }
    };
    visit(joinPath("", file), [joinPath("", file)]);
  }
  return found;
}

function outer(references: readonly FileReference[]): readonly FileReference[] {
  return references.filter(({ path }) => path[0] === "extends" || path[0] === "agent" || path[0] === "datasets");
}

function checkThere({ file, range }: FileReference, facts: Questions): readonly Finding[] {
  if (refusal(file) || facts.text(file) !== null || facts.spelling(file) !== undefined) return [];
  return [{ message: `The file ${file} was not found. Paths are relative to this definition.`, range }];
}

function checkPath({ file, range, path }: FileReference, facts: Questions): readonly Finding[] {
  const message = refusal(file);
  const spelling = message ? undefined : facts.spelling(file);
  if (spelling) {
    const says = `The disk spells it ${spelling}: on a machine that tells large letters from small ones it is not found.`;
    // A folder of skills is named without the file in it.
    const text = path.at(-2) === "skills" ? spelling.replace(/\/[^/]*$/, "") : spelling;
    return [{ message: says, range, fix: replace(range, text) }];
  }
  if (!message) return [];
  const slashed = file.replaceAll("\\", "/");
  return [{ message, range, ...(slashed === file ? {} : { fix: replace(range, slashed, "Write it with /") }) }];
}
