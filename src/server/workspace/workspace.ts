import type { ReadText } from "../../core/base/readText.ts";
import { type AgentDocument, parseAgentDocument } from "../../core/document/agentDocument.ts";
import { joinPath } from "../../core/document/paths.ts";
import { addressOf, canonical, folderOf, isWithin } from "../../core/language/address.ts";
import { type Definitions, type FileFacts, factsOf, namesOf, promptFacts } from "../../core/language/facts.ts";
import type { FileReference, FileTexts } from "../../core/language/fileReferences.ts";
import type { OpenDocument } from "../openDocument.ts";
import type { World } from "../world.ts";

/** What is known of a definition that is not open. */
interface Closed {
  /** As the editor, or the disk, spells it. */
  readonly shown: string;
  readonly text: string;
  /** Parsed; dropped when too many are held. */
  document?: AgentDocument;
  facts?: FileFacts;
}

type Named = Pick<FileReference, "file" | "kind">;

/** One definition cannot make the server read more files. */
const mostTexts = 500;
/** Parsed definitions that are not open are kept up to so many characters of text; the others are parsed again. */
const mostParsed = 3_000_000;

/**
 * Every definition under the editor's folders, and what they say of each other. Open documents win over the disk. What is
 * asked is answered from memory: who reads the disk is `FirstCheck` and `Diagnostics`.
 */
export class Workspace implements Definitions {
  readonly #world: World;
  readonly #open: ReadonlyMap<string, OpenDocument>;
  /** Canonical address → open document. */
  readonly #opened = new Map<string, OpenDocument>();
  readonly #closed = new Map<string, Closed>();
  /** Files that could not be read, with the sentence that says why. */
  readonly #unreadable = new Map<string, { readonly shown: string; readonly why: string }>();
  /** Texts of files that definitions name; undefined: not there. By scope and address. */
  readonly #texts = new Map<string, string | undefined>();
  /** Those whose path the disk spells with other letters, large or small. */
  readonly #spellings = new Map<string, string>();
  readonly #prompts = new Map<string, FileFacts>();
  /** How often texts were forgotten. */
  #forgotten = 0;
  /** Address of a file → the definitions and prompts that name it. */
  readonly #referrers = new Map<string, Set<string>>();
  /** What `#referrers` knows of each. */
  readonly #named = new Map<string, ReadonlySet<string>>();
  /** Their names may have changed since. */
  readonly #stale = new Set<string>();
  #folders: readonly string[] = [];
  #parsed = new Map<string, Closed>();
  #parsedSize = 0;

  constructor(world: World, open: ReadonlyMap<string, OpenDocument>) {
    this.#world = world;
    this.#open = open;
  }

  get folders(): readonly string[] {
    return this.#folders;
  }
  useFolders(uris: readonly string[]): void {
    this.#folders = uris.map((uri) => canonical(uri).replace(/\/$/, ""));
    this.#world.useFolders?.(uris);
    for (const uri of [...this.#closed.keys(), ...this.#unreadable.keys()]) {
      if (!this.isInside(uri) && !this.#isBesideOpen(uri)) this.forget(uri);
    }
  }
  isInside(uri: string): boolean {
    return this.#folders.some((folder) => isWithin(uri, folder));
  }

  // Documents

  /** Of a definition, open or not; undefined when there is none. */
  document(uri: string): AgentDocument | undefined {
    const key = canonical(uri);
    const open = this.#opened.get(key);
    if (open) return open.document;
    const closed = this.#closed.get(key);
    if (!closed) return undefined;
    if (!closed.document) {
      closed.document = parseAgentDocument(closed.text);
      this.#parsedSize += closed.text.length;
    }
    // The one that was asked for last goes last.
    this.#parsed.delete(key);
    this.#parsed.set(key, closed);
    for (const [oldest, each] of this.#parsed) {
      if (this.#parsedSize <= mostParsed || oldest === key) break;
      this.#drop(oldest, each);
    }
    return closed.document;
  }

  opened(document: OpenDocument): void {
    const key = canonical(document.uri);
    const closed = this.#closed.get(key);
    if (closed) this.#drop(key, closed);
    this.#opened.set(key, document);
    this.#stale.add(key);
  }
  changed(document: OpenDocument): void {
    this.#stale.add(canonical(document.uri));
  }
  /** What is on the disk counts again. */
  closed(uri: string): void {
    const key = canonical(uri);
    this.#opened.delete(key);
    if (!this.#closed.has(key)) this.#unname(key);
    this.#stale.add(key);
  }

  /** The text of a definition that has been read from the disk. */
  read(uri: string, text: string): void {
    const key = canonical(uri);
    const old = this.#closed.get(key);
    this.#unreadable.delete(key);
    if (old?.text === text) return;
    if (old) this.#drop(key, old);
    this.#closed.set(key, { shown: uri, text });
    this.#stale.add(key);
  }
  cannotRead(uri: string, why: string): void {
    const key = canonical(uri);
    this.forget(uri);
    this.#unreadable.set(key, { shown: uri, why });
  }
  /** It is no longer there. */
  forget(uri: string): void {
    const key = canonical(uri);
    const closed = this.#closed.get(key);
    if (closed) this.#drop(key, closed);
    this.#closed.delete(key);
    this.#unreadable.delete(key);
    if (!this.#opened.has(key)) this.#unname(key);
  }

  /** A file or a folder is gone; the definitions that are gone with it. */
  forgetWithin(uri: string): readonly string[] {
    const folder = canonical(uri);
    const gone = [...this.#closed.keys(), ...this.#unreadable.keys()].filter((each) => isWithin(each, folder));
    for (const each of gone) this.forget(each);
    return gone;
  }

  #drop(key: string, closed: Closed): void {
    if (this.#parsed.delete(key)) this.#parsedSize -= closed.text.length;
    delete closed.document;
  }

  /** Canonical addresses of all definitions, those that are open first. */
  *uris(): Iterable<string> {
    yield* this.#opened.keys();
    for (const uri of this.#closed.keys()) if (!this.#opened.has(uri)) yield uri;
    yield* this.#unreadable.keys();
  }
  openUris(): readonly string[] {
    return [...this.#opened.keys()];
  }
  has(uri: string): boolean {
    return this.#closed.has(uri);
  }
  isOpen(uri: string): boolean {
    return this.#opened.has(canonical(uri));
  }
  openDocument(uri: string): OpenDocument | undefined {
    return this.#opened.get(canonical(uri));
  }
  whyUnreadable(uri: string): string | undefined {
    return this.#unreadable.get(uri)?.why;
  }
  /** An address as the editor spells it. */
  shown(uri: string): string {
    const key = canonical(uri);
    return this.#opened.get(key)?.uri ?? this.#closed.get(key)?.shown ?? this.#unreadable.get(key)?.shown ?? uri;
  }

  // What they say of each other

  facts(uri: string): FileFacts | undefined {
    const key = canonical(uri);
    const open = this.#opened.get(key);
    if (open) return factsOf(key, open.document);
    const closed = this.#closed.get(key);
    if (!closed) return this.#prompts.get(key);
    if (!closed.facts) {
      const document = this.document(key);
      if (document) closed.facts = factsOf(key, document);
    }
    return closed.facts;
  }

  /** Those that name a file and may see it: of the same folder of the editor. */
  referrers(uri: string): readonly string[] {
    this.#settle();
    const scope = this.scopeOf(uri);
    return [...(this.#referrers.get(uri) ?? [])].filter((each) => this.scopeOf(each) === scope);
  }

  /** All whose answers may depend on a file: those that name it, and those that build on them. */
  dependents(uri: string): readonly string[] {
    const found = new Set<string>();
    const queue = [uri];
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      for (const each of this.referrers(at)) {
        if (found.has(each) || each === uri) continue;
        found.add(each);
        const facts = this.facts(each);
        // Only what is taken over whole is handed on: a prompt's partials, what is extended, what is tested.
        const handsOn = facts?.kind === "prompt" || facts?.parents.includes(at);
        if (handsOn) queue.push(each);
      }
    }
    return [...found];
  }

  allFacts(): readonly FileFacts[] {
    this.#settle();
    const uris = [...new Set([...this.#opened.keys(), ...this.#closed.keys(), ...this.#prompts.keys()])];
    return uris.flatMap((uri) => this.facts(uri) ?? []);
  }

  /** The editor's folder around a file; its own folder when it is outside of all. */
  scopeOf(uri: string): string {
    return this.#folders.find((folder) => isWithin(uri, folder)) ?? folderOf(uri);
  }

  /** Brings the names up to date: cheap where nothing has changed. */
  #settle(): void {
    if (this.#stale.size === 0) return;
    const stale = [...this.#stale];
    this.#stale.clear();
    for (const uri of stale) {
      const document = this.document(uri);
      const names = document ? namesOf(uri, document) : this.#prompts.get(uri)?.names;
      if (names) this.#name(uri, names);
      else this.#unname(uri);
    }
  }

  #name(uri: string, names: ReadonlySet<string>): void {
    const before = this.#named.get(uri);
    if (before === names) return;
    for (const name of before ?? []) if (!names.has(name)) this.#referrers.get(name)?.delete(uri);
    for (const name of names) {
      if (before?.has(name)) continue;
      const set = this.#referrers.get(name) ?? new Set();
      set.add(uri);
      this.#referrers.set(name, set);
    }
    this.#named.set(uri, names);
  }
  #unname(uri: string): void {
    this.#name(uri, none);
    this.#named.delete(uri);
  }

  // Texts of the files that definitions name

  /**
   * As far as they have been read: what the definition names, the partials of its prompts and what its parents extend. The
   * keys are paths from the definition, as it writes them and without `./`.
   */
  textsFor(uri: string, references: readonly FileReference[]): FileTexts {
    const spellings = new Map<string, string>();
    const texts = Object.assign(new Map<string, string | undefined>(), { spellings });
    const visit = ({ file, kind }: Named) => {
      if (texts.has(file)) return;
      const address = addressOf(uri, file);
      if (address === undefined) return;
      const known = this.#known(uri, address);
      if (!known) return;
      texts.set(file, known.text);
      texts.set(joinPath("", file), known.text);
      const spelling = this.#spellings.get(this.#textKey(uri, address));
      if (spelling !== undefined) spellings.set(file, spelling);
      if (known.text !== undefined) for (const each of this.#namedIn(file, kind, address, known.text)) visit(each);
    };
    for (const each of references) visit(each);
    return texts;
  }

  /** Reads those that have not been read; whether there were any. */
  async readTexts(uri: string, references: readonly FileReference[]): Promise<boolean> {
    const visited = new Set<string>();
    let readText: ReadText | undefined;
    let some = false;
    const visit = async (files: readonly Named[]): Promise<void> => {
      const waiting: Promise<void>[] = [];
      for (const { file, kind } of files) {
        if (visited.has(file) || visited.size >= mostTexts) continue;
        visited.add(file);
        const address = addressOf(uri, file);
        if (address === undefined) continue;
        const known = this.#known(uri, address);
        const further = (text: string | undefined) =>
          text === undefined ? undefined : visit(this.#namedIn(file, kind, address, text));
        if (known) {
          // Mostly nothing is left to be read: then nobody waits.
          const inner = known.text !== undefined && this.#namedIn(file, kind, address, known.text);
          if (inner && inner.length > 0) waiting.push(visit(inner));
          continue;
        }
        some = true;
        readText ??= this.#world.readTextBeside(this.shown(uri));
        waiting.push(this.#read(readText, file, this.#textKey(uri, address)).then(further));
      }
      if (waiting.length > 0) await Promise.all(waiting);
    };
    await visit(references);
    return some;
  }

  /** Again when it was changed while it was read. */
  async #read(readText: ReadText, file: string, key: string): Promise<string | undefined> {
    for (;;) {
      const forgotten = this.#forgotten;
      const [text, spelling] = await Promise.all([readText(file), readText.spelling?.(file)]);
      if (forgotten !== this.#forgotten) continue;
      if (spelling === undefined) this.#spellings.delete(key);
      else this.#spellings.set(key, spelling);
      this.#texts.set(key, text);
      return text;
    }
  }

  /** The text of a file for those who may read it; undefined: it has not been looked for. */
  #known(reader: string, uri: string): { readonly text: string | undefined } | undefined {
    if (isWithin(uri, this.scopeOf(reader))) {
      const text = this.#opened.get(uri)?.document.text ?? this.#closed.get(uri)?.text;
      if (text !== undefined) return { text };
    }
    const key = this.#textKey(reader, uri);
    return this.#texts.has(key) ? { text: this.#texts.get(key) } : undefined;
  }

  #namedIn(file: string, kind: FileReference["kind"], address: string, text: string): readonly Named[] {
    const folder = file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : "";
    if (kind === "prompt") {
      const partials = this.#promptFacts(address, text).occurrences.filter((each) => each.kind === "file");
      return partials.map(({ name }) => ({ file: joinPath(folder, name), kind }));
    }
    if (kind !== "definition") return [];
    const parent = /^extends:[ \t]*["']?([^"'\s#]+)/m.exec(text)?.[1];
    return parent === undefined ? [] : [{ file: joinPath(folder, parent), kind }];
  }

  /** A file or a folder has changed, or come, or gone: its texts are read again when they are needed; whose they are. */
  forgetTextsWithin(uri: string): readonly string[] {
    this.#forgotten++;
    this.#prompts.delete(uri);
    const forgotten = new Set<string>();
    for (const key of this.#texts.keys()) {
      const each = key.slice(key.indexOf("\n") + 1);
      if (!isWithin(each, uri)) continue;
      this.#texts.delete(key);
      this.#prompts.delete(each);
      forgotten.add(each);
    }
    for (const each of [uri, ...forgotten]) this.#stale.add(each);
    return [...forgotten];
  }
  forgetTexts(): void {
    this.#forgotten++;
    this.#texts.clear();
    for (const uri of this.#prompts.keys()) this.#stale.add(uri);
    this.#prompts.clear();
  }

  #promptFacts(uri: string, text: string): FileFacts {
    let facts = this.#prompts.get(uri);
    if (!facts) {
      facts = promptFacts(uri, text);
      this.#prompts.set(uri, facts);
      this.#stale.add(uri);
    }
    return facts;
  }

  /** Who may not read a file must not learn its text from someone who may. */
  #textKey(reader: string, uri: string): string {
    return `${this.scopeOf(reader)}\n${uri}`;
  }
  #isBesideOpen(uri: string): boolean {
    for (const open of this.#open.keys()) if (folderOf(canonical(open)) === folderOf(uri)) return true;
    return false;
  }
}

const none: ReadonlySet<string> = new Set();

/** Files that are read at the start and watched: the definitions, shared tools and tests of a folder. */
export function isDefinition(uri: string): boolean {
  return /\.(?:agent\.ya?ml|tool\.ya?ml|agent\.test\.ya?ml)$/i.test(uri);
}
