import type { Range } from "vscode-languageserver-types";
import type { AgentDocument } from "../../document/agentDocument.ts";
import type { Fix, Severity } from "../../document/problem.ts";
import type { Estimate } from "../../tokens/estimate.ts";
import type { AgentPart } from "./agentPart.ts";
import type { Facts } from "./facts.ts";
import type { ListPart, ToolPart } from "./listPart.ts";

/** What its page says of a rule. `bad` gives a finding of it and `good` does not: a test tries both. */
export interface RuleText {
  /** What is wrong, in a few words. */
  readonly title: string;
  /** Why it matters and what to do. Markdown. */
  readonly why: string;
  /** A definition, or the part of one that matters: `wholeExample` adds the other lines. */
  readonly bad: string;
  readonly good: string;
  /** The examples are of another language. */
  readonly language?: "adk";
  /** The files beside both examples, by their path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Of a folder that is not trusted. */
  readonly untrusted?: true;
  /** What its quick fix does. Absent: it has none. */
  readonly fix?: string;
}

/** What all rules have. The texts of its page are apart: `textOf`. */
interface Named {
  /** "AG301". Its page, its diagnostics and the comments that silence it use it. */
  readonly id: string;
  /** Of a finding that does not say its own. */
  readonly severity: Severity;
  /** The quick fix cannot change what the author meant: `source.fixAll` makes it too. */
  readonly safe?: true;
  /** What is found is that something is not there: it is not said while a part of the file cannot be read. */
  readonly absence?: true;
}

/** What a rule says about one place. */
export interface Finding {
  readonly range: Range;
  readonly message: string;
  readonly severity?: Severity;
  readonly fix?: Fix | undefined;
}

/** Found while the text is read, or when it is held against the schema. */
export interface FormRule extends Named {
  readonly scope: "form";
}
/**
 * Looks at one agent's body: the file's own, `defaults`, each of `agents`. It sees nothing else but what it asks the
 * part's `facts`, so what it found holds until the body or one of those answers changes.
 */
export interface AgentRule extends Named {
  readonly scope: "agent";
  check(agent: AgentPart): readonly Finding[];
}
/** Looks at one item of an agent's `tools`, or at a whole `*.tool.yaml`. */
export interface ToolRule extends Named {
  readonly scope: "tool";
  check(tool: ToolPart): readonly Finding[];
}
/** Looks at one item of `tests`, as an agent's rule looks at its body. */
export interface TestRule extends Named {
  readonly scope: "test";
  check(test: ListPart): readonly Finding[];
}
/** Looks at the whole file, with every key: it must be cheap, or keep what it found with the nodes it found it in. */
export interface FileRule extends Named {
  readonly scope: "file";
  check(file: FilePart): readonly Finding[];
}
/** Needs what is counted after the keystroke. */
export interface EstimateRule extends Named {
  readonly scope: "estimate";
  check(file: FilePart, estimates: readonly Estimate[]): readonly Finding[];
}

export type Rule = FormRule | AgentRule | ToolRule | TestRule | FileRule | EstimateRule;

export interface FilePart {
  readonly document: AgentDocument;
  readonly facts: Facts;
  readonly wallMs: number;
}

/** One edit, with its title. */
export function replace(range: Range, newText: string, title = `Change to ${newText}`): Fix {
  return { title, edits: [{ range, newText }] };
}
