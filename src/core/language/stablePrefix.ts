import type { AgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import type { VariableUse } from "../document/template.ts";
import type { Estimate } from "../tokens/estimate.ts";
import { type Prompt, promptsUnder, templateOf } from "./prompts.ts";
import { usesOf } from "./rules/agentPart.ts";
import { type ScalarText, scalarText } from "./scalarText.ts";

/** A variable of the instructions, where it stands. */
export interface Break {
  readonly use: VariableUse;
  readonly prompt: Prompt;
  readonly text: ScalarText;
}

/**
 * The instructions as a cache sees them: text that is the same in every request, from the first character on, up to the
 * first variable. `stretches` are the tokens before the first break, between each two, and behind the last.
 */
export interface StablePrefix {
  readonly breaks: readonly Break[];
  readonly stretches: readonly number[];
}

export function stablePrefixOf(document: AgentDocument, estimate: Estimate): StablePrefix {
  const prompts = promptsUnder(document, estimate.path);
  const breaks: Break[] = [];
  const stretches = [0];
  const grow = (tokens: number) => {
    stretches[stretches.length - 1] = (stretches.at(-1) ?? 0) + tokens;
  };
  for (const part of estimate.parts) {
    if (part.of !== "system") continue;
    const prompt = prompts.find((one) => samePath(one.path, part.path));
    if (!prompt) {
      // A file with variables ends it at a place that nobody sees here.
      if (part.drawn) break;
      grow(part.tokens);
      continue;
    }
    const text = scalarText(document.source, prompt.node, prompt.base);
    const uses = usesOf(templateOf(document, prompt));
    // What stands for the variables is in the count and in no stretch.
    const stable = uses.reduce((length, use) => length - (use.end - use.start), text.text.length);
    const each = (part.tokens - part.assumed) / Math.max(1, stable);
    let from = 0;
    for (const use of uses) {
      grow(each * (use.start - from));
      breaks.push({ use, prompt, text });
      stretches.push(0);
      from = use.end;
    }
    grow(each * (text.text.length - from));
  }
  return { breaks, stretches: stretches.map(Math.round) };
}

function samePath(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((step, i) => step === b[i]);
}
