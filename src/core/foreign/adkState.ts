import type { Range } from "vscode-languageserver-types";
import type { AgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import { entryAt, textAt } from "../language/parts.ts";
import { scalarText } from "../language/scalarText.ts";

/** A `{name}` in an instruction that ADK replaces when the agent runs. */
export interface StateUse {
  /** `topic`, `user:name`, `artifact.report.txt`. */
  readonly name: string;
  /** `{name?}`: nothing when it is not there. */
  readonly optional: boolean;
  /** More than one brace: it looks like text that is left alone, and is not. */
  readonly braces: number;
  readonly start: number;
  readonly end: number;
}

const identifier = /^[\p{L}_][\p{L}\p{N}_]*$/u;
const nested = /^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*|\[(?:'[^']*'|"[^"]*"|\w+)\])+$/u;

/** As ADK finds them: any run of braces around a name. There is no escape. What is no name stays text. */
export function stateUses(text: string): readonly StateUse[] {
  const found: StateUse[] = [];
  for (const match of text.matchAll(/(\{+)([^{}]*)\}+/g)) {
    let name = (match[2] ?? "").trim();
    const optional = name.endsWith("?");
    if (optional) name = name.slice(0, -1);
    const [prefix, after] = name.split(":");
    const isName =
      name.startsWith("artifact.") ||
      identifier.test(name) ||
      nested.test(name) ||
      (after !== undefined && ["app", "user", "temp"].includes(prefix ?? "") && identifier.test(after));
    if (!isName) continue;
    found.push({
      name,
      optional,
      braces: (match[1] ?? "").length,
      start: match.index,
      end: match.index + match[0].length,
    });
  }
  return found;
}

/** The instructions in which ADK replaces names. `static_instruction` is sent as it is. */
const replacedIn = ["global_instruction", "instruction"] as const;

export interface PlacedUse extends StateUse {
  readonly path: Path;
  readonly range: Range;
  readonly nameRange: Range;
}

const known = new WeakMap<AgentDocument, readonly PlacedUse[]>();

export function adkStateUses(document: AgentDocument): readonly PlacedUse[] {
  let found = known.get(document);
  if (!found) {
    found = replacedIn.flatMap((key) => {
      const at = textAt(document, entryAt(document, document.root, key));
      if (!at) return [];
      const text = scalarText(document.source, at.node, at.base);
      return stateUses(text.text).map((use) => {
        const nameStart = text.text.indexOf(use.name, use.start);
        return {
          ...use,
          path: [key],
          range: text.rangeAt(use.start, use.end),
          nameRange: text.rangeAt(nameStart, nameStart + use.name.length),
        };
      });
    });
    known.set(document, found);
  }
  return found;
}
