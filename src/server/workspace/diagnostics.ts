import type {
  CancellationToken,
  Diagnostic,
  DocumentDiagnosticParams,
  DocumentDiagnosticReport,
  PublishDiagnosticsParams,
  WorkspaceDiagnosticParams,
  WorkspaceDiagnosticReport,
  WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver";
import type { Problem } from "../../core/document/problem.ts";
import { canonical } from "../../core/language/address.ts";
import { diagnoseNow } from "../../core/language/diagnose.ts";
import { fileReferences } from "../../core/language/fileReferences.ts";
import { toDiagnostic } from "../convert.ts";
import type { OpenDocument } from "../openDocument.ts";
import type { Session } from "../session.ts";
import { Turns } from "./turns.ts";
import { isDefinition } from "./workspace.ts";

/** What an editor has been told about a file. */
interface Report {
  readonly resultId: string;
  readonly items: readonly Diagnostic[];
  /** The items as text: two reports are the same when this is. */
  readonly key: string;
}

/** So long newer text is waited for, when it keeps coming. Milliseconds. */
const burst = 5;
/** After the last change, before the files that depend on it are checked again. Milliseconds. */
const idle = 10;

/**
 * Tells the editor what is wrong: of open definitions at each change, of the others when they, or a file that they name,
 * have changed. An editor that asks (pulls) is answered and told nothing by itself.
 */
export class Diagnostics {
  readonly #session: Session;
  /** By canonical address. */
  readonly #reports = new Map<string, Report>();
  readonly #publishing = new Set<string>();
  /** Files that have changed, and files to be checked again. */
  readonly #changed = new Set<string>();
  readonly #toCheck = new Set<string>();
  /** Checked again for another file's sake, and not yet told to an editor that pulls. */
  readonly #untold = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #generation = 0;
  #lastResult = 0;
  /** The editor's question about the whole workspace, which is answered bit by bit. */
  #held: { report(items: WorkspaceDocumentDiagnosticReport[]): void; end(): void } | undefined;
  #everything = true;

  readonly #toDiagnostic = (problem: Problem) => toDiagnostic(problem, this.#session.rulePages);

  constructor(session: Session) {
    this.#session = session;
  }

  get pulls(): boolean {
    return this.#session.client.textDocument?.diagnostic !== undefined;
  }
  /** Whether an editor that pulls can be told to do it again. Helix says so under a name of its own. */
  get #asksAgain(): boolean {
    const { diagnostics, diagnostic } = (this.#session.client.workspace ?? {}) as {
      readonly [name in "diagnostics" | "diagnostic"]?: { readonly refreshSupport?: boolean };
    };
    return (diagnostics ?? diagnostic)?.refreshSupport === true;
  }
  /** Whether definitions are checked that are not open. */
  get everything(): boolean {
    return this.#everything;
  }

  checkEverything(everything: boolean): void {
    if (everything === this.#everything) return;
    this.#everything = everything;
    const { workspace } = this.#session;
    for (const uri of workspace.uris()) {
      if (workspace.isOpen(uri)) continue;
      if (everything) this.#toCheck.add(uri);
      else this.#keep(uri, []);
    }
    this.#later();
  }

  /** Once for all changes that come one right after the other; the last one is never lost. */
  publishSoon(document: OpenDocument): void {
    if (this.pulls || this.#publishing.has(document.uri)) return;
    this.#publishing.add(document.uri);
    const began = performance.now();
    const wait = (version: number) =>
      this.#afterOthers(() => {
        if (document.version !== version && performance.now() - began < burst) return wait(document.version);
        this.#publishing.delete(document.uri);
        void this.#session.safely("diagnostics", undefined, () => this.#publish(document.uri));
      });
    wait(document.version);
  }

  /** When the next message, if it is there already, has been read. */
  #afterOthers(run: () => void): void {
    const { nextTurn = (then) => setTimeout(then, 0) } = this.#session.world;
    nextTurn(() => nextTurn(run));
  }

  /** A file has changed, in the editor or on the disk: what depends on it is checked again. */
  touched(uri: string): void {
    this.#changed.add(canonical(uri));
    this.#later();
  }

  /** More can be said of an open definition: its tokens have been counted, or all rules have been read. */
  foundMore(document: OpenDocument): void {
    if (this.pulls) {
      this.#refreshOpen();
      return;
    }
    const before = this.#reports.get(canonical(document.uri))?.key;
    const diagnostics = document.problems(this.#session.world.wallMs()).map(this.#toDiagnostic);
    if (before !== undefined && JSON.stringify(diagnostics) !== before) this.#send(document);
  }

  /** The files that an open definition names may have changed, all of them. */
  recheck(document: OpenDocument): void {
    this.#toCheck.add(canonical(document.uri));
    this.#later();
  }

  /** A definition has changed on the disk; while it is open, its own text counts. */
  changedOnDisk(uri: string): void {
    const key = canonical(uri);
    if (this.#session.workspace.isOpen(key)) return;
    this.#toCheck.add(key);
    this.#later();
  }

  closed(uri: string): void {
    const key = canonical(uri);
    const { workspace } = this.#session;
    const stays = this.#everything && workspace.isInside(key) && workspace.document(key) !== undefined;
    if (stays) this.#toCheck.add(key);
    else {
      this.#reports.delete(key);
      if (!this.pulls) this.#tell({ uri, diagnostics: [] });
    }
    this.touched(uri);
  }

  /** A file is no longer there. */
  gone(uri: string): void {
    const key = canonical(uri);
    if (this.#session.workspace.isOpen(key)) return;
    this.#keep(key, []);
    this.#reports.delete(key);
  }

  async #publish(uri: string): Promise<void> {
    const { open, workspace } = this.#session;
    const document = open.get(uri);
    if (!document) return;
    this.#send(document);
    const { version } = document;
    const read = await workspace.readTexts(canonical(uri), fileReferences(document.document));
    // A newer version has its own turn.
    if (!read || open.get(uri) !== document || document.version !== version) return;
    document.forgetFiles();
    this.#send(document);
  }

  #send(document: OpenDocument): void {
    const { world } = this.#session;
    const diagnostics = document.problems(world.wallMs()).map(this.#toDiagnostic);
    this.#remember(canonical(document.uri), diagnostics);
    this.#tell({ uri: document.uri, version: document.version, diagnostics });
    void this.#session.readRules();
  }

  /** An editor that has gone away meanwhile is told nothing. */
  #tell(params: PublishDiagnosticsParams): void {
    this.#session.connection.sendDiagnostics(params).catch(() => {});
  }

  // What depends on what has changed

  #later(): void {
    this.#generation++;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#session.safely("dependents", undefined, () => this.#checkDependents());
    }, idle);
  }

  async #checkDependents(): Promise<void> {
    const { workspace } = this.#session;
    if (this.#changed.size > 0) await this.#session.ready();
    const generation = this.#generation;
    for (const uri of this.#changed) for (const each of workspace.dependents(uri)) this.#toCheck.add(each);
    this.#changed.clear();
    const turns = new Turns();
    // Those that somebody looks at first.
    const queue = [...this.#toCheck].sort((a, b) => Number(workspace.isOpen(b)) - Number(workspace.isOpen(a)));
    for (const uri of queue) {
      // What has changed meanwhile comes with a timer of its own, and finds the rest in the same set.
      if (generation !== this.#generation) return;
      this.#toCheck.delete(uri);
      await this.#session.safely("check", undefined, () => this.#check(uri));
      await turns.next();
    }
    this.#refreshOpen();
  }

  async #check(uri: string): Promise<void> {
    const document = this.#session.workspace.openDocument(uri);
    if (!document) return this.checkClosed(uri);
    await this.#session.workspace.readTexts(uri, fileReferences(document.document));
    document.forgetFiles();
    if (this.pulls) return;
    const before = this.#reports.get(uri)?.key;
    const diagnostics = document.problems(this.#session.world.wallMs()).map(this.#toDiagnostic);
    if (JSON.stringify(diagnostics) !== before) this.#send(document);
  }

  /** Checks a definition that is not open; tells the editor when something is new. */
  async checkClosed(uri: string): Promise<void> {
    const { workspace, world } = this.#session;
    if (!this.#everything || !workspace.isInside(uri)) return;
    const why = workspace.whyUnreadable(uri);
    if (why !== undefined) return this.#keep(uri, [this.#toDiagnostic(unreadable(why))]);
    const document = workspace.document(uri);
    // Deleted meanwhile, or no definition of ours any more.
    if (!document) return this.gone(uri);
    const references = fileReferences(document);
    await Promise.all([workspace.readTexts(uri, references), this.#session.readRules()]);
    // Opened, or changed: that has its own turn.
    if (workspace.isOpen(uri) || !workspace.has(uri)) return;
    const options = { fileName: uri, ...this.#session.looking };
    const found = diagnoseNow(document, world.wallMs(), workspace.textsFor(uri, references), options);
    this.#keep(uri, found.map(this.#toDiagnostic));
  }

  #keep(uri: string, diagnostics: readonly Diagnostic[]): void {
    const { workspace } = this.#session;
    const before = this.#reports.get(uri);
    if (!before && diagnostics.length === 0) {
      if (this.pulls) this.#remember(uri, diagnostics);
      return;
    }
    if (!this.#remember(uri, diagnostics)) return;
    const shown = workspace.shown(uri);
    if (!this.pulls) this.#tell({ uri: shown, diagnostics: [...diagnostics] });
    else if (this.#held) this.#held.report([this.#workspaceReport(uri)]);
    else this.#untold.add(uri);
  }

  /** Whether they are new. */
  #remember(uri: string, items: readonly Diagnostic[]): boolean {
    const key = JSON.stringify(items);
    if (this.#reports.get(uri)?.key === key) return false;
    this.#reports.set(uri, { resultId: `${++this.#lastResult}`, items, key });
    return true;
  }

  // Answers to an editor that pulls

  async document(params: DocumentDiagnosticParams, token: CancellationToken): Promise<DocumentDiagnosticReport> {
    const { workspace, open, world } = this.#session;
    const uri = canonical(params.textDocument.uri);
    const document = workspace.openDocument(uri);
    if (document) {
      const read = await workspace.readTexts(uri, fileReferences(document.document));
      if (read) document.forgetFiles();
      // Who cannot be told to ask again is told everything at once.
      const rules = this.#session.readRules();
      if (!this.#asksAgain) await rules;
      // Closed while its files were read.
      if (open.get(document.uri) === document && !token.isCancellationRequested) {
        this.#remember(uri, document.problems(world.wallMs()).map(this.#toDiagnostic));
      }
    } else if (!this.#reports.has(uri) && isDefinition(uri)) {
      await this.#session.ready();
      await this.checkClosed(uri);
    }
    const report = this.#reports.get(uri);
    if (!report) return { kind: "full", items: [] };
    const related = this.#related(uri);
    const more = related ? { relatedDocuments: related } : {};
    if (report.resultId === params.previousResultId) return { kind: "unchanged", resultId: report.resultId, ...more };
    return { kind: "full", resultId: report.resultId, items: [...report.items], ...more };
  }

  /** For an editor that does not ask about the whole workspace: news about the files that name this one. */
  #related(uri: string): DocumentDiagnosticReport["relatedDocuments"] {
    const { client, workspace } = this.#session;
    if (this.#untold.size === 0 || !client.textDocument?.diagnostic?.relatedDocumentSupport) return undefined;
    const related: NonNullable<DocumentDiagnosticReport["relatedDocuments"]> = {};
    for (const each of workspace.dependents(uri)) {
      const report = this.#untold.delete(each) ? this.#reports.get(each) : undefined;
      if (report)
        related[workspace.shown(each)] = { kind: "full", resultId: report.resultId, items: [...report.items] };
    }
    return Object.keys(related).length > 0 ? related : undefined;
  }

  /**
   * All there is; then, for an editor that takes it in parts, what is new, until it asks no longer. Others get the whole
   * when the first check is through.
   */
  async workspace(
    params: WorkspaceDiagnosticParams,
    token: CancellationToken,
    report: ((part: { items: WorkspaceDocumentDiagnosticReport[] }) => void) | undefined,
  ): Promise<WorkspaceDiagnosticReport> {
    const { workspace } = this.#session;
    this.release();
    if (!report) await this.#session.ready();
    this.#untold.clear();
    const previous = new Map(params.previousResultIds.map(({ uri, value }) => [canonical(uri), value]));
    const items: WorkspaceDocumentDiagnosticReport[] = [];
    for (const uri of workspace.uris()) {
      const known = this.#reports.get(uri);
      const told = previous.get(uri);
      previous.delete(uri);
      if (known) items.push(this.#workspaceReport(uri, told));
    }
    // What the editor still shows and is no longer there.
    for (const uri of previous.keys()) {
      if (!this.#reports.has(uri)) items.push({ uri: workspace.shown(uri), version: null, kind: "full", items: [] });
    }
    if (!report || token.isCancellationRequested) return { items };
    report({ items });
    return new Promise((resolve) => {
      const held = { report: (news: WorkspaceDocumentDiagnosticReport[]) => report({ items: news }), end };
      const session = this;
      function end() {
        if (session.#held === held) session.#held = undefined;
        resolve({ items: [] });
      }
      this.#held = held;
      token.onCancellationRequested(end);
    });
  }

  /** Ends the answer that is held open. */
  release(): void {
    this.#held?.end();
  }

  #workspaceReport(uri: string, previous?: string): WorkspaceDocumentDiagnosticReport {
    const { workspace } = this.#session;
    const report = this.#reports.get(uri);
    const about = { uri: workspace.shown(uri), version: workspace.openDocument(uri)?.version ?? null };
    if (report && report.resultId === previous) return { ...about, kind: "unchanged", resultId: report.resultId };
    return {
      ...about,
      kind: "full",
      items: [...(report?.items ?? [])],
      ...(report ? { resultId: report.resultId } : {}),
    };
  }

  /** An editor that pulls asks again about what is open. */
  #refreshOpen(): void {
    const { connection, workspace, world } = this.#session;
    if (!this.pulls || !this.#asksAgain) return;
    let news = false;
    for (const uri of workspace.openUris()) {
      const document = workspace.openDocument(uri);
      const before = this.#reports.get(uri)?.key;
      if (!document || before === undefined) continue;
      news ||= JSON.stringify(document.problems(world.wallMs()).map(this.#toDiagnostic)) !== before;
    }
    if (news) void this.#session.safely("refresh", undefined, () => connection.languages.diagnostics.refresh());
  }
}

function unreadable(message: string): Problem {
  const start = { line: 0, character: 0 };
  return { code: "AG201", severity: "error", message, range: { start, end: start } };
}
