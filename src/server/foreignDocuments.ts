import type { CodeAction, CodeActionParams, CodeLens, TextDocumentContentChangeEvent } from "vscode-languageserver";
import type { Position } from "vscode-languageserver-types";
import { type AgentDocument, parseAgentDocument } from "../core/document/agentDocument.ts";
import type { Problem } from "../core/document/problem.ts";
import { convertible, type ForeignDialect, recognise } from "../core/foreign/recognise.ts";
import { addressOf, fileNameOf } from "../core/language/address.ts";
import type { FileTexts } from "../core/language/fileReferences.ts";
import { toCodeAction, toDiagnostic, toLink } from "./convert.ts";
import type { Session } from "./session.ts";

/** What the editor opened. */
export interface Opened {
  readonly uri: string;
  readonly text: string;
  readonly version: number;
  readonly languageId: string;
}

interface Open {
  readonly uri: string;
  readonly dialect: ForeignDialect;
  document: AgentDocument;
  version: number;
  files: FileTexts;
  /** Whether the files it names have been read since they, or the names, have changed. */
  read: boolean;
  problems?: readonly Problem[];
}

const ownName = /\.(?:agent|tool|agent\.test)\.ya?ml$/;

type Changes = readonly TextDocumentContentChangeEvent[];

/** Read when the first such file is opened: most of a server's life nobody opens one. */
const foreign = () => import("../core/foreign/foreign.ts");

/**
 * Files of other languages that are open as `yaml`. They live apart from our own: every feature answers nothing about
 * them, but for those listed in `answer`. A YAML file that is not recognised is not kept; it is looked at again when it
 * is saved.
 */
export class ForeignDocuments {
  readonly #session: Session;
  readonly #open = new Map<string, Open>();
  /** Being read after a save, with the changes that have come meanwhile. */
  readonly #reading = new Map<string, Changes[]>();
  readonly #publishing = new Set<string>();
  /** Another extension says what is wrong with YAML itself, and gives the outline. */
  yamlElsewhere = true;

  constructor(session: Session) {
    this.#session = session;
  }

  get size(): number {
    return this.#open.size;
  }
  has(uri: string): boolean {
    return this.#open.has(uri);
  }

  /** Whether it is not one of ours: then it is kept here, or nowhere. */
  opened({ uri, text, version, languageId }: Opened): boolean {
    const dialect = recognise(uri, text);
    if (languageId === "agent-yaml") {
      // Others call their files *.agent.yaml too; one that does not say whose it is counts as ours.
      if (!dialect || dialect === "native") return false;
    } else if (languageId !== "yaml" && dialect !== "dotprompt") return false;
    else if (dialect === "native" || (!dialect && ownName.test(uri))) return false;
    if (dialect) this.#keep(uri, dialect, text, version);
    return true;
  }

  changed(uri: string, changes: Changes, version: number): void {
    this.#reading.get(uri)?.push(changes);
    const open = this.#open.get(uri);
    if (!open) return;
    open.document = edited(open.document, changes);
    open.version = version;
    delete open.problems;
    open.read = false;
    this.#publishSoon(uri);
  }

  closed(uri: string): boolean {
    this.#reading.delete(uri);
    if (!this.#open.delete(uri)) return false;
    this.#tell(uri, []);
    return true;
  }

  /** A file that was not recognised may be now. */
  async saved(uri: string): Promise<void> {
    if (this.#open.has(uri) || this.#session.open.has(uri) || this.#reading.has(uri) || !/\.ya?ml$/i.test(uri)) return;
    const changes: Changes[] = [];
    this.#reading.set(uri, changes);
    const text = await this.#session.world.readTextBeside(uri)(fileNameOf(uri));
    // Closed meanwhile.
    if (!this.#reading.delete(uri) || text === undefined) return;
    const dialect = recognise(uri, text);
    if (!dialect || dialect === "native") return;
    const open = this.#keep(uri, dialect, text, 0);
    for (const each of changes) open.document = edited(open.document, each);
  }

  /** Something has changed on the disk. */
  filesChanged(): void {
    for (const open of this.#open.values()) {
      open.read = false;
      delete open.problems;
      this.#publishSoon(open.uri);
    }
  }

  #keep(uri: string, dialect: ForeignDialect, text: string, version: number): Open {
    const open: Open = { uri, dialect, document: parseAgentDocument(text), version, files: new Map(), read: false };
    this.#open.set(uri, open);
    this.#publishSoon(uri);
    return open;
  }

  async #problems(open: Open): Promise<readonly Problem[]> {
    const { checkForeign } = await foreign();
    open.problems ??= checkForeign(open.document, open.dialect, {
      wallMs: this.#session.world.wallMs(),
      files: open.files,
      name: fileNameOf(open.uri),
      form: !this.yamlElsewhere,
    });
    return open.problems;
  }

  #publishSoon(uri: string): void {
    if (this.#publishing.has(uri)) return;
    this.#publishing.add(uri);
    setTimeout(() => {
      this.#publishing.delete(uri);
      void this.#session.safely("foreign diagnostics", undefined, () => this.#publish(uri));
    }, 0);
  }

  async #publish(uri: string): Promise<void> {
    const open = this.#open.get(uri);
    if (!open) return;
    const { version } = open;
    // Without the files around it, names would be called unknown that are not.
    if (!open.read) await this.#readFiles(open);
    if (this.#open.get(uri) !== open || open.version !== version) return;
    const problems = await this.#problems(open);
    if (this.#open.get(uri) === open && open.version === version) this.#tell(uri, problems, version);
  }

  async #readFiles(open: Open): Promise<void> {
    const { document } = open;
    const { readAround } = await foreign();
    const files = await readAround(document, open.dialect, this.#session.world.readTextBeside(open.uri));
    if (open.document !== document) return;
    open.files = files;
    open.read = true;
    delete open.problems;
  }

  #tell(uri: string, problems: readonly Problem[], version?: number): void {
    const diagnostics = problems.map((problem) => toDiagnostic(problem, this.#session.rulePages));
    void this.#session.connection.sendDiagnostics({ uri, diagnostics, ...(version !== undefined && { version }) });
  }

  /** The answer of a feature about one of these files; undefined: this feature has nothing to add to them. */
  async answer(feature: string, params: { readonly textDocument: { readonly uri: string } }): Promise<unknown> {
    const open = this.#open.get(params.textDocument.uri);
    if (!open) return undefined;
    const { document, dialect, uri } = open;
    const { foreignDefinition, foreignFiles, foreignSymbols, frontMatter } = await foreign();
    switch (feature) {
      case "documentSymbol":
        // Nobody else outlines a dotprompt.
        if (dialect === "dotprompt")
          return foreignSymbols(parseAgentDocument(frontMatter(document.text).front), dialect);
        return this.yamlElsewhere ? undefined : foreignSymbols(document, dialect);
      case "definition": {
        const position = (params as { position?: Position }).position;
        if (!position) return undefined;
        if (!open.read && (foreignFiles(document, dialect).length > 0 || dialect === "adk"))
          await this.#readFiles(open);
        const target = foreignDefinition(document, dialect, position, open.files);
        const to = target && (target.file === undefined ? uri : addressOf(uri, target.file));
        if (!target || to === undefined) return undefined;
        const link = toLink({ origin: target.origin, range: target.range, uri: to }, (each) => each);
        if (this.#session.client.textDocument?.definition?.linkSupport) return [link];
        return [{ uri: link.targetUri, range: link.targetSelectionRange }];
      }
      case "codeAction":
        return this.#actions(open, params as CodeActionParams);
      case "codeLens":
        return this.#lenses(open);
      default:
        return undefined;
    }
  }

  async #actions(open: Open, { range, context }: CodeActionParams): Promise<CodeAction[] | undefined> {
    if (context.only && !context.only.some((only) => "quickfix".startsWith(only))) return undefined;
    // Other repairs, and the comments that silence a rule, are words of our own language.
    const { quickFixes } = await import("../core/language/quickFixes.ts");
    const fixes = quickFixes(open.document, range, await this.#problems(open))
      .filter((fix) => fix.kind === "repair" && fix.title === fix.problem.fix?.title)
      .map((fix) => toCodeAction(open.uri, fix, this.#session.rulePages));
    return fixes.length > 0 ? fixes : undefined;
  }

  /** What a run of it will cost, and the way to our own language. */
  async #lenses(open: Open): Promise<CodeLens[] | undefined> {
    const { document, dialect, uri, version } = open;
    const { checkedDialects } = await foreign();
    const counter = checkedDialects.has(dialect) ? await this.#session.counter() : undefined;
    const { world, isVsCode, commands } = this.#session;
    const [{ estimateForeign }, { estimateText }] = await Promise.all([
      import("../core/foreign/estimateForeign.ts"),
      import("../core/language/lens.ts"),
    ]);
    const found =
      counter &&
      (await estimateForeign(document, dialect, {
        name: fileNameOf(uri),
        readText: world.readTextBeside(uri),
        wallMs: world.wallMs(),
        prices: this.#session.prices,
        counter,
      }));
    if (open.version !== version) return undefined;
    const range = found?.range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    const lenses: CodeLens[] = [];
    if (found) lenses.push({ range, command: { title: estimateText(found.estimate), command: "" } });
    if (isVsCode && !commands && convertible.has(dialect)) {
      const title = "$(arrow-right)\u00a0Convert to Agent Definition…";
      lenses.push({ range, command: { title, command: "flashback.convert", arguments: [{ uri }] } });
    }
    return lenses.length > 0 ? lenses : undefined;
  }
}

function edited(document: AgentDocument, changes: Changes): AgentDocument {
  let now = document;
  for (const change of changes) {
    now = "range" in change ? now.edit(change.range, change.text) : parseAgentDocument(change.text);
  }
  return now;
}
