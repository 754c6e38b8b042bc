import type { AgentDocument } from "../document/agentDocument.ts";
import { type Path, thinkingLevels } from "../document/definition.ts";
import type { Fix, Problem } from "../document/problem.ts";
import { modelOf } from "../tokens/prices.ts";
import { modelFor } from "./models.ts";
import { insertKey } from "./rules/edits.ts";
import { replace } from "./rules/rule.ts";
import { valueAt } from "./variables.ts";

/** The model's lowest level of thinking, where the agent asks for another: what it thinks is paid like its answer. */
export function lessThinking(document: AgentDocument, { range }: Problem): Fix | undefined {
  const path = document.pathAt(range.start)?.path ?? [];
  const agent = path.slice(0, path.lastIndexOf("budget"));
  const model = modelFor(document, agent);
  const thinking = model === undefined ? undefined : modelOf(model)?.thinking;
  const least = thinkingLevels.find((level) => thinking?.levels?.includes(level));
  if (least === undefined) return undefined;
  const at = [...agent, "generation_config", "thinking_level"];
  const said = valueAt(document.value, at);
  const written = document.rangeAt(at)?.value;
  const title = `Think less: thinking_level: ${least}`;
  if (written) return said === least ? undefined : replace(written, least, title);
  if (thinking?.default === least) return undefined;
  const editable = {
    nodeAt: (...to: Path) => document.nodeAt(to),
    line: (line: number) => document.source.line(line),
  };
  const settings = [...agent, "generation_config"];
  if (document.nodeAt(settings)) return insertKey(editable, settings, `thinking_level: ${least}`, title);
  return insertKey(editable, agent, `generation_config: {thinking_level: ${least}}`, title);
}
