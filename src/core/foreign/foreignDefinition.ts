import type { Position, Range } from "vscode-languageserver-types";
import type { AgentDocument } from "../document/agentDocument.ts";
import { parseAgentDocument } from "../document/agentDocument.ts";
import { joinPath, refusal } from "../document/paths.ts";
import type { FileTexts } from "../language/fileReferences.ts";
import { holds } from "../language/holds.ts";
import { bareRange, entryAt, textAt } from "../language/parts.ts";
import { adkStateUses } from "./adkState.ts";
import { foreignFiles } from "./foreignFiles.ts";
import type { ForeignDialect } from "./recognise.ts";

export interface ForeignTarget {
  /** The word that was asked about. */
  readonly origin: Range;
  /** Relative to the file; absent: in the file itself. */
  readonly file?: string;
  readonly range: Range;
}

const top: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** From a path to its file, from a `{name}` of ADK to the `output_key` that writes it. */
export function foreignDefinition(
  document: AgentDocument,
  dialect: ForeignDialect,
  position: Position,
  files: FileTexts,
): ForeignTarget | undefined {
  const named = foreignFiles(document, dialect).find(({ range }) => holds(range, position));
  if (named) {
    const file = joinPath("", named.file);
    if (refusal(named.file) || (files.has(file) && files.get(file) === undefined)) return undefined;
    return { origin: named.range, file, range: top };
  }
  if (dialect !== "adk") return undefined;
  const use = adkStateUses(document).find(({ range }) => holds(range, position));
  if (!use) return undefined;
  const [name = ""] = use.name.split(/[.[]/);
  const own = writer(document, name);
  if (own) return { origin: use.nameRange, range: own };
  for (const [file, text] of files) {
    const range = text === undefined ? undefined : writer(parseAgentDocument(text), name);
    if (range) return { origin: use.nameRange, file, range };
  }
  return undefined;
}

function writer(document: AgentDocument, name: string): Range | undefined {
  const key = textAt(document, entryAt(document, document.root, "output_key"));
  return key?.text === name ? bareRange(key.node, key.base) : undefined;
}
