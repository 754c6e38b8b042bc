import type { ReadText } from "../base/readText.ts";
import { type AgentDocument, parseAgentDocument } from "../document/agentDocument.ts";
import { folderOf, joinPath, refusal } from "../document/paths.ts";
import type { FileTexts } from "../language/fileReferences.ts";
import { foreignFiles } from "./foreignFiles.ts";
import { type ForeignDialect, recognise } from "./recognise.ts";

/** One file cannot make us read more. */
const most = 60;

/** Where the team may begin that an agent of ADK belongs to: what its state holds is said there. */
const roots = ["root_agent.yaml", "../root_agent.yaml", "../../root_agent.yaml"];

/**
 * The files around a file of another language, by their path from it: those that it names; with ADK also those that these
 * name in turn, and the team that the file may belong to. Undefined: not found.
 */
export async function readAround(
  document: AgentDocument,
  dialect: ForeignDialect,
  readText: ReadText,
): Promise<FileTexts> {
  const texts = new Map<string, string | undefined>();
  const read = async (path: string): Promise<void> => {
    if (texts.has(path) || texts.size >= most || refusal(path)) return;
    // Before it is there, so that a circle ends.
    texts.set(path, undefined);
    const text = await readText(path);
    texts.set(path, text);
    if (dialect !== "adk" || text === undefined || recognise(path, text) !== "adk") return;
    const folder = folderOf(path);
    const named = foreignFiles(parseAgentDocument(text), "adk");
    await Promise.all(named.map(({ file }) => (refusal(file) ? undefined : read(joinPath(folder, file)))));
  };
  await Promise.all(foreignFiles(document, dialect).map(({ file }) => read(refusal(file) ? file : joinPath("", file))));
  if (dialect === "adk") {
    for (const root of roots) {
      await read(root);
      if (texts.get(root) !== undefined) break;
      texts.delete(root);
    }
  }
  return texts;
}
