import type { AgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import type { Placed, ScalarNode } from "../document/node.ts";
import { entryAt, itemsOf, textAt } from "../language/parts.ts";
import type { ForeignDialect } from "./recognise.ts";

export interface ForeignPrompt {
  readonly text: string;
  readonly node: ScalarNode;
  readonly base: number;
  readonly path: Path;
}

/** The texts that a model is told, in the order in which the language lists them. */
export function foreignPrompts(document: AgentDocument, dialect: ForeignDialect): readonly ForeignPrompt[] {
  const { root } = document;
  const at = (placed: Placed | undefined, path: Path): ForeignPrompt[] => {
    const found = textAt(document, placed);
    return found ? [{ ...found, path }] : [];
  };
  const keys = (...names: readonly string[]) => names.flatMap((name) => at(entryAt(document, root, name), [name]));
  switch (dialect) {
    case "adk":
      return keys("global_instruction", "static_instruction", "instruction");
    case "gemini":
      return keys("instructions", "system_instruction");
    case "agentschema":
      return keys("instructions");
    case "github-prompt":
      return itemsOf(document, entryAt(document, root, "messages")).flatMap((message, i) =>
        at(entryAt(document, message, "content"), ["messages", i, "content"]),
      );
    case "promptfoo": {
      const prompts = entryAt(document, root, "prompts");
      return [
        ...at(prompts, ["prompts"]),
        ...itemsOf(document, prompts).flatMap((item, i) =>
          item.node.kind === "map"
            ? at(entryAt(document, item, "raw"), ["prompts", i, "raw"])
            : at(item, ["prompts", i]),
        ),
      ];
    }
    default:
      return [];
  }
}
