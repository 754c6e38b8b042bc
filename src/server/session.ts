import type {
  ClientCapabilities,
  Connection,
  Position,
  ServerCapabilities,
  TextDocumentPositionParams,
} from "vscode-languageserver";
import type { Definitions } from "../core/language/facts.ts";
import type { Looking } from "../core/language/rules/findProblems.ts";
import type { RuleSet } from "../core/language/rules/ruleSet.ts";
import type { TokenCounter } from "../core/tokens/counter.ts";
import type { Estimate } from "../core/tokens/estimate.ts";
import type { History } from "../core/tokens/history.ts";
import type { OwnPrices } from "../core/tokens/prices.ts";
import { ForeignDocuments } from "./foreignDocuments.ts";
import type { OpenDocument } from "./openDocument.ts";
import { Diagnostics } from "./workspace/diagnostics.ts";
import { Workspace } from "./workspace/workspace.ts";
import type { World } from "./world.ts";

/** One kind of answer that the server gives: what it says it can do, and who answers. A file of `features/` each. */
export interface Feature {
  readonly capabilities: ServerCapabilities;
  /**
   * What stands in `capabilities`, asked for our own files alone by an editor that can do so: other YAML has a formatter
   * of its own, and an editor that finds two asks its user to choose.
   */
  readonly ownFiles?: readonly OwnFiles[];
  register(session: Session): void;
}

export interface OwnFiles {
  readonly method: string;
  readonly options?: object;
  canRegister(client: ClientCapabilities): boolean | undefined;
}

/**
 * One editor, as the features see it: its connection, what it can do, and the definitions it has open. A mistake of ours
 * in one answer is logged and leaves the others alone.
 */
export class Session {
  readonly connection: Connection;
  readonly world: World;
  readonly open = new Map<string, OpenDocument>();
  readonly workspace: Workspace;
  readonly diagnostics: Diagnostics;
  /** Files of other languages, apart from our own. */
  readonly foreign: ForeignDocuments;
  client: ClientCapabilities = {};
  isVsCode = false;
  /** Our commands that the editor has said it can run; undefined: all of them. */
  commands: readonly string[] | undefined;
  /** Where the pages of the rules are: an address before `AG301.md`. */
  rulePages: string | undefined;
  #counter: Promise<TokenCounter> | undefined;

  constructor(connection: Connection, world: World) {
    this.connection = connection;
    this.world = world;
    this.workspace = new Workspace(world, this.open);
    this.diagnostics = new Diagnostics(this);
    this.foreign = new ForeignDocuments(this);
  }

  #reading: Promise<unknown> = Promise.resolve();

  /** Resolves when the definitions of the workspace have been read: for answers that must know all of them. */
  ready(): Promise<unknown> {
    return this.#reading;
  }
  /** Reads more definitions, behind those that are being read. */
  readMore(read: () => Promise<void>): void {
    this.#reading = this.#reading.then(() => this.safely("workspace", undefined, read));
  }

  /** Undefined until all rules have been read. */
  #rules: RuleSet | undefined;
  #allRules: Promise<void> | undefined;

  /** Reads the rules that an editor's first diagnostics do not wait for, and says what they find in what is open. */
  readRules(): Promise<void> {
    this.#allRules ??= this.safely("rules", undefined, async () => {
      this.#rules = (await import("../core/language/rules/laterRules.ts")).everyRuleSet;
      this.#lookAgain();
    });
    return this.#allRules;
  }

  /** Whether the editor's user trusts the folder. */
  trusted = true;
  /** From now on: what is wrong only in a folder that is not trusted is no longer said. */
  trust(): void {
    if (this.trusted) return;
    this.trusted = true;
    this.#lookAgain();
    for (const uri of this.workspace.uris()) this.diagnostics.changedOnDisk(uri);
  }

  /** What is looked for in a definition. */
  get looking(): Looking {
    return { rules: this.#rules, trusted: this.trusted };
  }
  #lookAgain(): void {
    for (const document of this.open.values()) {
      document.forgetProblems();
      this.diagnostics.foundMore(document);
    }
  }

  /** The definitions as a question about one file sees them. */
  around(uri: string): Definitions & { readonly uri: string } {
    const { workspace } = this;
    return { uri, facts: (each) => workspace.facts(each), referrers: (each) => workspace.referrers(each) };
  }

  /** Runs a handler on the document it asks about; the fallback is the answer when it is not open, or throws. */
  answer<T>(
    feature: string,
    params: { readonly textDocument: { readonly uri: string } },
    fallback: T,
    handle: (document: OpenDocument, position: Position) => T | Promise<T>,
  ): Promise<T> {
    const document = this.open.get(params.textDocument.uri);
    if (!document) {
      if (!this.foreign.has(params.textDocument.uri)) return Promise.resolve(fallback);
      return this.safely(
        feature,
        fallback,
        async () => ((await this.foreign.answer(feature, params)) as T) ?? fallback,
      );
    }
    const position = (params as Partial<TextDocumentPositionParams>).position ?? { line: 0, character: 0 };
    return this.safely(feature, fallback, () => handle(document, position));
  }

  async safely<T>(feature: string, fallback: T, run: () => T | Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      const { stack, message } = error instanceof Error ? error : { stack: undefined, message: String(error) };
      this.world.logger.log("error", `server ${feature}: ${stack ?? message}`);
      return fallback;
    }
  }

  /** Estimates of the present version; none when nobody counts. */
  newestEstimates(document: OpenDocument): Promise<readonly Estimate[]> {
    const opened = this.counter();
    if (!opened) return Promise.resolve([]);
    const before = document.lastEstimates;
    return this.safely("estimate", before, async () => {
      const counter = await opened;
      const estimates = await document.estimates(counter, this.world.wallMs(), {
        prices: this.prices,
        readHistory: () => this.#history(document.uri),
      });
      if (estimates !== before && this.open.get(document.uri) === document) this.diagnostics.foundMore(document);
      return estimates;
    });
  }

  /** Without it an estimate is the prior's. */
  #history(uri: string): Promise<History | undefined> {
    return this.safely("history", undefined, () => this.world.readHistory?.(uri));
  }

  /** Counts tokens; absent: nobody does. */
  counter(): Promise<TokenCounter> | undefined {
    this.#counter ??= this.world.openCounter?.(() => {
      this.#estimateAgain();
    });
    return this.#counter;
  }

  /** The user's own prices, from the editor's settings. */
  prices: OwnPrices = [];
  /** What the editor holds in `flashback.prices`; what of it cannot be used is told to the log. */
  async usePrices(value: unknown): Promise<void> {
    const none = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
    if (none && this.prices.length === 0) return;
    const { prices, problems } = (await import("../core/tokens/ownPrices.ts")).readOwnPrices(value);
    for (const problem of problems) this.world.logger.log("warn", problem);
    if (JSON.stringify(prices) === JSON.stringify(this.prices)) return;
    this.prices = prices;
    this.#estimateAgain();
  }
  #estimateAgain(): void {
    for (const each of this.open.values()) each.forgetEstimates();
    this.refreshEstimates();
  }

  /** What shows counts and costs is asked for again. */
  refreshEstimates(): void {
    if (!this.#counter) return;
    for (const feature of ["codeLens", "inlayHint"] as const) {
      if (!this.client.workspace?.[feature]?.refreshSupport) continue;
      void this.safely("refresh", undefined, () => this.connection.sendRequest(`workspace/${feature}/refresh`));
    }
  }
}
