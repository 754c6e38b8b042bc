import type { DocumentLink } from "vscode-languageserver-types";
import type { AgentDocument } from "../document/agentDocument.ts";
import type { Placed } from "../document/node.ts";
import { addressOf } from "./address.ts";
import { bareRange } from "./parts.ts";
import { occurrences } from "./symbols.ts";

/** The paths and addresses of a definition that can be opened. The target of a path is found when it is clicked. */
export function documentLinks(document: AgentDocument): readonly DocumentLink[] {
  const links: DocumentLink[] = [];
  for (const { kind, name, range, path } of occurrences(document)) {
    if (kind !== "file") continue;
    // A skill is a folder: what can be read of it is its SKILL.md.
    const file = path.at(-2) === "skills" ? `${name}/SKILL.md` : name;
    if (addressOf("file:///x/y/z/x/y/z/x", file) === undefined) continue;
    links.push({ range, tooltip: `Open ${file}`, data: { file } });
  }
  if (document.root && /https?:\/\//.test(document.text)) addresses(document.root, links);
  return links;
}

/** The link with its target; `uri` is the definition's. */
export function resolveLink(uri: string, link: DocumentLink): DocumentLink {
  const file: unknown =
    typeof link.data === "object" && link.data !== null && "file" in link.data ? link.data.file : "";
  const target = typeof file === "string" ? addressOf(uri, file) : undefined;
  return target === undefined ? link : { ...link, target };
}

function addresses({ node, base }: Placed, links: DocumentLink[]): void {
  if (node.kind === "map") {
    for (const entry of node.entries) addresses({ node: entry.value, base: base + entry.line }, links);
  } else if (node.kind === "list") {
    for (const item of node.items) addresses({ node: item.value, base: base + item.line }, links);
  } else if (node.kind === "scalar" && typeof node.value === "string") {
    const address = /^(?:a2a:)?(https?:\/\/[^\s{}$]+)$/.exec(node.value)?.[1];
    if (address && node.span.line === node.span.endLine) {
      const range = bareRange(node, base);
      const start = { line: range.start.line, character: range.end.character - address.length };
      links.push({ range: { start, end: range.end }, target: address, tooltip: "Open in the browser" });
    }
  }
}
