import type { TextDocumentContentChangeEvent } from "vscode-languageserver";
import type { ReadText } from "../core/base/readText.ts";
import { type AgentDocument, parseAgentDocument } from "../core/document/agentDocument.ts";
import type { Problem } from "../core/document/problem.ts";
import { diagnoseNow } from "../core/language/diagnose.ts";
import type { FileTexts } from "../core/language/fileReferences.ts";
import type { Looking } from "../core/language/rules/findProblems.ts";
import { fileKindOf } from "../core/schema/fileKind.ts";
import type { TokenCounter } from "../core/tokens/counter.ts";
import type { Estimate } from "../core/tokens/estimate.ts";
import type { History } from "../core/tokens/history.ts";
import type { OwnPrices } from "../core/tokens/prices.ts";

/** A definition that is open in the editor, with what has been found out about its present version. */
export class OpenDocument {
  readonly uri: string;
  #document: AgentDocument;
  #version: number;
  readonly #readText: ReadText;
  readonly #files: (document: AgentDocument) => FileTexts;
  readonly #looking: () => Looking;
  #problems: readonly Problem[] | undefined;
  #estimates: Promise<readonly Estimate[]> | undefined;
  #lastEstimates: readonly Estimate[] = [];

  /** `files`: the texts of the files that it names, as far as they have been read; `looking`: for what. */
  constructor(
    uri: string,
    text: string,
    version: number,
    from: {
      readonly readText: ReadText;
      readonly files: (document: AgentDocument) => FileTexts;
      readonly looking: () => Looking;
    },
  ) {
    this.uri = uri;
    this.#document = parseAgentDocument(text);
    this.#version = version;
    this.#readText = from.readText;
    this.#files = from.files;
    this.#looking = from.looking;
  }

  get document(): AgentDocument {
    return this.#document;
  }
  get version(): number {
    return this.#version;
  }

  change(changes: readonly TextDocumentContentChangeEvent[], version: number): void {
    for (const change of changes) {
      this.#document =
        "range" in change ? this.#document.edit(change.range, change.text) : parseAgentDocument(change.text);
    }
    this.#version = version;
    this.#problems = undefined;
    this.#estimates = undefined;
  }

  /** Files that it names have changed, or have been read only now. */
  forgetFiles(): void {
    this.#problems = undefined;
    this.#estimates = undefined;
  }

  /** There are more rules now, or the folder is trusted now. */
  forgetProblems(): void {
    this.#problems = undefined;
  }

  /** Counts may be exact now. */
  forgetEstimates(): void {
    this.#estimates = undefined;
  }

  /** With the files that have been read so far. */
  problems(wallMs: number): readonly Problem[] {
    const options = { fileName: this.uri, estimates: this.#lastEstimates, ...this.#looking() };
    this.#problems ??= diagnoseNow(this.#document, wallMs, this.#files(this.#document), options);
    return this.#problems;
  }

  /** Of its present version; `readHistory` reads what its earlier runs teach. */
  estimates(
    counter: TokenCounter,
    wallMs: number,
    { prices, readHistory }: { readonly prices: OwnPrices; readHistory(): Promise<History | undefined> },
  ): Promise<readonly Estimate[]> {
    const document = this.#document;
    // A tool or a file of tests calls nobody.
    if (fileKindOf(document, this.uri) !== "agent") return Promise.resolve([]);
    this.#estimates ??= import("./estimateDocument.ts")
      .then(async ({ estimateDocument }) =>
        estimateDocument(document, this.#readText, { counter, wallMs, prices, history: await readHistory() }),
      )
      .then((estimates) => {
        this.#lastEstimates = estimates;
        // Some rules wait for them.
        this.#problems = undefined;
        return estimates;
      });
    return this.#estimates;
  }

  /** The newest there are, perhaps of an earlier version. */
  get lastEstimates(): readonly Estimate[] {
    return this.#lastEstimates;
  }
}
