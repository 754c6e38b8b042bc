import type { Range } from "vscode-languageserver-types";
import { isObject, type Json, type JsonObject } from "../../base/json.ts";
import type { AgentDocument } from "../../document/agentDocument.ts";
import type { Path, Target } from "../../document/definition.ts";
import type { Placed } from "../../document/node.ts";
import { valueAt } from "../variables.ts";
import type { Questions } from "./facts.ts";

/** One item of a list, for the rules: a test. What it asks about the rest of the file is asked of `facts`. */
export class ListPart {
  readonly path: Path;
  protected readonly value: Json | undefined;
  readonly body: JsonObject;
  readonly facts: Questions;
  readonly #document: AgentDocument;

  constructor(document: AgentDocument, path: Path, facts: Questions) {
    this.#document = document;
    this.path = path;
    this.facts = facts;
    this.value = valueAt(document.value, path);
    this.body = isObject(this.value) ? this.value : {};
  }

  rangeAt(...path: Path): { readonly key?: Range; readonly value: Range } | undefined {
    return this.#document.rangeAt([...this.path, ...path]);
  }
  nodeAt(...path: Path): Placed | undefined {
    return this.#document.nodeAt([...this.path, ...path]);
  }
  line(line: number): string {
    return this.#document.source.line(line);
  }
  /** Its name, else its first line: where something is said about the whole of it. */
  get nameRange(): Range | undefined {
    const named = this.rangeAt("name")?.value;
    if (named) return named;
    const whole = this.rangeAt()?.value;
    return whole && { start: whole.start, end: { line: whole.start.line, character: whole.start.character + 1 } };
  }
}

/** One tool. */
export class ToolPart extends ListPart {
  /** Which API its agent asks; absent for a shared tool, which may be used with any. */
  readonly target: Target | undefined;

  constructor(document: AgentDocument, path: Path, facts: Questions, target: Target | undefined) {
    super(document, path, facts);
    this.target = target;
  }

  /** A tool that is written as a word: `google_search`. */
  get word(): string | undefined {
    return typeof this.value === "string" ? this.value : undefined;
  }
}
