import type { AgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import type { Placed, ScalarNode } from "../document/node.ts";
import { NodeMemo } from "../document/nodeMemo.ts";
import { parseTemplate, type Template } from "../document/template.ts";
import { type ScalarText, scalarText } from "./scalarText.ts";

/** A text of the document in which `{{…}}` may stand. */
export interface Prompt {
  readonly node: ScalarNode;
  readonly base: number;
  readonly path: Path;
  /** Where its agent's body stands: `[]`, `["agents", name]` or `["defaults"]`. */
  readonly agent: Path;
}

/** The keys of an agent under which its prompts stand. */
export const promptKeys = ["system_instruction", "messages", "input"] as const;

/** Every prompt of the document, in order. */
export function promptsOf(document: AgentDocument): readonly Prompt[] {
  const bodies: Path[] = [[], ["defaults"]];
  const agents = document.nodeAt(["agents"])?.node;
  if (agents?.kind === "map") for (const entry of agents.entries) bodies.push(["agents", entry.name]);
  return bodies.flatMap((body) => promptsUnder(document, body));
}

/** The prompts of one agent's body. */
export function promptsUnder(document: AgentDocument, agent: Path): Prompt[] {
  const prompts: Prompt[] = [];
  const collect = (placed: Placed | undefined, path: Path) => {
    if (!placed) return;
    const { node, base } = placed;
    if (node.kind === "scalar") {
      if (typeof node.value === "string") prompts.push({ node, base, path, agent });
    } else if (node.kind === "list") {
      node.items.forEach((item, i) => {
        collect({ node: item.value, base: base + item.line }, [...path, i]);
      });
    } else if (node.kind === "map") {
      for (const entry of node.entries) {
        if (entry.name !== "text" && entry.name !== "content") continue;
        collect({ node: entry.value, base: base + entry.line }, [...path, entry.name]);
      }
    }
  };
  for (const key of promptKeys) {
    collect(document.nodeAt([...agent, key]), [...agent, key]);
  }
  return prompts;
}

/** The prompt that a position stands in; undefined when it stands in none. */
export function promptAt(
  document: AgentDocument,
  position: { line: number; character: number },
): { prompt: Prompt; text: ScalarText; offset: number } | undefined {
  for (const prompt of promptsOf(document)) {
    const { span } = prompt.node;
    const line = position.line - prompt.base;
    // A block goes on below its last line for someone who types there.
    if (line < span.line || line > span.endLine + 1) continue;
    const text = scalarText(document.source, prompt.node, prompt.base);
    const offset = text.offsetAt(position);
    if (offset !== undefined) return { prompt, text, offset };
  }
  return undefined;
}

const templates = new NodeMemo<Template>();
const empty: Template = { nodes: [], problems: [] };

/** Its template; offsets are those of `scalarText`. Kept with the node, which an edit elsewhere leaves as it is. */
export function templateOf(document: AgentDocument, prompt: Prompt): Template {
  if (!String(prompt.node.value).includes("{{")) return empty;
  let template = templates.get(prompt.node);
  if (!template) {
    template = parseTemplate(scalarText(document.source, prompt.node, prompt.base).text);
    templates.set(prompt.node, template);
  }
  return template;
}
