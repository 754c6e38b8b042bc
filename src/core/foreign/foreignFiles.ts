import type { AgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import type { Placed } from "../document/node.ts";
import type { FileReference } from "../language/fileReferences.ts";
import { bareRange, entriesOf, entryAt, followed, itemsOf, textAt } from "../language/parts.ts";
import type { ForeignDialect } from "./recognise.ts";

/** A place where a file of another language names one beside it. */
export interface ForeignFile extends FileReference {
  /** What the file is named by: `config_path`, `file://`. */
  readonly by: string;
}

const known = new WeakMap<AgentDocument, readonly ForeignFile[]>();

/** The files that it names, in the order of the text. Patterns (`*.yaml`), addresses and code by name are not among them. */
export function foreignFiles(document: AgentDocument, dialect: ForeignDialect): readonly ForeignFile[] {
  let found = known.get(document);
  if (!found) {
    found = dialect === "adk" ? adkFiles(document) : dialect === "promptfoo" ? promptfooFiles(document) : [];
    known.set(document, found);
  }
  return found;
}

function adkFiles(document: AgentDocument): readonly ForeignFile[] {
  const found: ForeignFile[] = [];
  const { root } = document;
  for (const [i, item] of itemsOf(document, entryAt(document, root, "sub_agents")).entries()) {
    add(found, document, entryAt(document, item, "config_path"), ["sub_agents", i, "config_path"]);
  }
  // An agent as a tool: args: {agent: {config_path}}.
  for (const [i, item] of itemsOf(document, entryAt(document, root, "tools")).entries()) {
    const agent = entryAt(document, entryAt(document, item, "args"), "agent");
    add(found, document, entryAt(document, agent, "config_path"), ["tools", i, "args", "agent", "config_path"]);
  }
  const edges = (placed: Placed | undefined, path: Path, depth: number): void => {
    const at = followed(document, placed);
    if (!at || depth > 4) return;
    if (at.node.kind === "list") {
      for (const [i, item] of itemsOf(document, at).entries()) edges(item, [...path, i], depth + 1);
    } else if (at.node.kind === "map") {
      for (const entry of entriesOf(document, at)) edges(entry, [...path, entry.name], depth + 1);
    } else if (/\.ya?ml$/.test(String(at.node.kind === "scalar" ? at.node.value : ""))) add(found, document, at, path);
  };
  edges(entryAt(document, root, "edges"), ["edges"], 0);
  return found;
}

function add(found: ForeignFile[], document: AgentDocument, placed: Placed | undefined, path: Path): void {
  const at = textAt(document, placed);
  if (at)
    found.push({ file: at.text, range: bareRange(at.node, at.base), kind: "definition", path, by: "config_path" });
}

const scheme = "file://";

/** `file://` may stand anywhere. Code (`.py`, `.js`, with `:function`) is a file too. */
function promptfooFiles(document: AgentDocument): readonly ForeignFile[] {
  const found: ForeignFile[] = [];
  const visit = (placed: Placed, path: Path): void => {
    const at = placed;
    if (at.node.kind === "map") {
      for (const entry of entriesOf(document, at)) visit(entry, [...path, entry.name]);
    } else if (at.node.kind === "list") {
      for (const [i, item] of itemsOf(document, at).entries()) visit(item, [...path, i]);
    } else if (at.node.kind === "scalar" && typeof at.node.value === "string" && at.node.value.startsWith(scheme)) {
      const written = at.node.value.slice(scheme.length);
      const file = written.replace(/:[A-Za-z_]\w*$/, "");
      if (file === "" || /[*?{[]|\{\{/.test(written)) return;
      const whole = bareRange(at.node, at.base);
      if (whole.start.line !== whole.end.line) return;
      const start = { line: whole.start.line, character: whole.start.character + scheme.length };
      const range = { start, end: { line: start.line, character: start.character + file.length } };
      const kind = /\.(md|txt|j2|njk|prompt)$/.test(file) ? "prompt" : "data";
      found.push({ file, range, kind, path, by: scheme });
    }
  };
  if (document.root) visit(document.root, []);
  return found;
}
