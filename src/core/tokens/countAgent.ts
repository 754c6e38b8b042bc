import type { Json } from "../base/json.ts";
import type { Path, ResolvedAgent, TextPart } from "../document/definition.ts";
import { parseTemplate, renderTemplate, variablesOf } from "../document/template.ts";
import type { TokenCount, TokenCounter } from "./counter.ts";
import { type Placeholders, placeholdersOf, withoutAssumed } from "./placeholder.ts";
import { type Tokens, tokens } from "./units.ts";

/** What one piece of the prompt counts. */
export interface PartCount {
  /** Where it stands in the definition. */
  readonly path: Path;
  readonly of: "system" | "context" | "messages" | "examples" | "input" | "tools" | "schema";
  readonly tokens: Tokens;
  /** How much of it stands for variables without a default (`placeholder.ts`). */
  readonly assumed: Tokens;
  /** A variable without a default stands in it. */
  readonly drawn: boolean;
  readonly exact: boolean;
}

export interface CountedAgent {
  readonly parts: readonly PartCount[];
  /** The answers of the examples, each. */
  readonly exampleOutputs: readonly Tokens[];
  /** The answers of the mocks, each. */
  readonly mocks: readonly Tokens[];
}

/** Counts everything that an agent sends, and what it shows of its answers, in one request to the counter. */
export async function countAgent(agent: ResolvedAgent, counter: TokenCounter): Promise<CountedAgent> {
  const prompts = promptsOf(agent);
  const placeholders = placeholdersOf(agent.inputs, [
    ...new Set(prompts.filter(({ part }) => part.template).flatMap(({ part }) => namesIn(part.text))),
  ]);
  const pieces: Piece[] = [
    ...prompts.map(({ of, part }) => pieceOf(of, part, placeholders)),
    ...agent.examples.map(({ input, output, path }): Piece => ({ of: "examples", path, text: `${input}\n${output}` })),
    ...agent.tools.flatMap((tool): Piece[] =>
      tool.kind === "function" ? [{ of: "tools", path: tool.path, text: JSON.stringify(declarationOf(tool)) }] : [],
    ),
    ...(agent.responseFormat?.schema === undefined
      ? []
      : [
          {
            of: "schema" as const,
            path: [...agent.path, "response_format"],
            text: JSON.stringify(agent.responseFormat.schema),
          },
        ]),
  ];
  const outputs = agent.examples.map((example) => example.output);
  const mocks = agent.tools.flatMap((tool) =>
    tool.kind === "function" && tool.mock !== undefined ? [JSON.stringify(tool.mock satisfies Json)] : [],
  );
  const texts = [
    ...pieces.map((piece) => piece.text),
    ...pieces.map((piece) => piece.fixed ?? ""),
    ...outputs,
    ...mocks,
  ];
  const counts = await counter.count(texts);
  const at = (index: number): TokenCount => counts[index] ?? { tokens: tokens(0), exact: false };
  return {
    parts: pieces.map((piece, i) => ({
      path: piece.path,
      of: piece.of,
      tokens: at(i).tokens,
      assumed: tokens(piece.fixed === undefined ? 0 : Math.max(0, at(i).tokens - at(pieces.length + i).tokens)),
      drawn: piece.fixed !== undefined,
      exact: at(i).exact,
    })),
    exampleOutputs: outputs.map((_, i) => at(2 * pieces.length + i).tokens),
    mocks: mocks.map((_, i) => at(2 * pieces.length + outputs.length + i).tokens),
  };
}

interface Piece {
  readonly of: PartCount["of"];
  readonly path: Path;
  readonly text: string;
  /** The same without what is assumed; absent when nothing is. */
  readonly fixed?: string;
}

function promptsOf(agent: ResolvedAgent): readonly { readonly of: PartCount["of"]; readonly part: TextPart }[] {
  const as = (of: PartCount["of"], parts: readonly TextPart[]) => parts.map((part) => ({ of, part }));
  return [
    ...as("system", agent.systemInstruction),
    ...as("context", agent.context),
    ...agent.messages.flatMap((message) => as("messages", message.parts)),
    ...as("input", agent.input),
  ];
}

/** As `declaration` goes over the wire. */
function declarationOf(tool: ResolvedAgent["tools"][number] & { kind: "function" }) {
  return {
    name: tool.name,
    ...(tool.description === undefined ? {} : { description: tool.description }),
    ...(tool.parameters === undefined ? {} : { parametersJsonSchema: tool.parameters }),
  };
}

function namesIn(text: string): readonly string[] {
  return variablesOf(parseTemplate(text)).flatMap((use) => (use.local ? [] : [use.path.join(".")]));
}

function pieceOf(of: PartCount["of"], part: TextPart, placeholders: Placeholders): Piece {
  const { path } = part;
  if (!part.template || !part.text.includes("{{")) return { of, path, text: part.text };
  const template = parseTemplate(part.text);
  const { text } = renderTemplate(template, placeholders.scope);
  const drawn = variablesOf(template).some((use) => placeholders.assumed.has(use.name));
  return drawn
    ? { of, path, text, fixed: renderTemplate(template, withoutAssumed(placeholders)).text }
    : { of, path, text };
}
