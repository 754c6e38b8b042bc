import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ModelClient } from "../../src/core/runs/modelClient.ts";
import { approximateTokens } from "../../src/core/tokens/approximate.ts";
import { clock } from "../../src/node/clock.ts";
import type { Services } from "../../src/vscode/services.ts";

// As much of the editor as the panels' hosts ask for, in memory. Used through `vi.mock("vscode", …)`.

type Listener = (value: unknown) => unknown;

function emitter() {
  const listeners = new Set<Listener>();
  const event = (listener: Listener) => {
    listeners.add(listener);
    return { dispose: () => void listeners.delete(listener) };
  };
  return { event, fire: (value?: unknown) => Promise.all([...listeners].map((listener) => listener(value))) };
}

class Uri {
  readonly scheme: string;
  readonly path: string;
  constructor(scheme: string, at: string) {
    this.scheme = scheme;
    this.path = at;
  }
  get fsPath() {
    return this.path;
  }
  toString() {
    return `${this.scheme}://${this.path}`;
  }
  static file = (at: string) => new Uri("file", at);
  static parse = (text: string) => new Uri(text.slice(0, text.indexOf(":")), text.slice(text.indexOf("://") + 3));
  static joinPath = (base: Uri, ...more: string[]) => new Uri(base.scheme, path.posix.join(base.path, ...more));
}

/** A panel as the host holds it: like the editor's, it throws when it is used after it was closed. */
export class FakePanel {
  readonly said: { readonly type: string; readonly [key: string]: unknown }[] = [];
  title = "";
  revealed = 0;
  closed = false;
  iconPath: unknown;
  readonly #messages = emitter();
  readonly #disposed = emitter();
  readonly #webview = {
    html: "",
    options: {},
    cspSource: "test:",
    asWebviewUri: (uri: Uri) => uri,
    onDidReceiveMessage: this.#messages.event,
    postMessage: async (message: never) => {
      this.said.push(structuredClone(message));
      return true;
    },
  };
  readonly onDidDispose = this.#disposed.event;
  readonly onDidChangeViewState = emitter().event;
  readonly visible = true;
  readonly viewColumn = 2;
  get webview() {
    if (this.closed) throw new Error("Webview is disposed");
    return this.#webview;
  }
  reveal() {
    this.revealed++;
  }
  dispose() {
    if (this.closed) return;
    this.closed = true;
    void this.#disposed.fire();
  }
  /** As the page says it. Resolves when the host has dealt with it. */
  tell(message: unknown): Promise<unknown> {
    return this.#messages.fire(message);
  }
  last(type: string) {
    return this.said.findLast((message) => message.type === type);
  }
}

export const panels: FakePanel[] = [];
export const notices: string[] = [];
export const bugs: unknown[] = [];
const commands = new Map<string, (argument?: unknown) => unknown>();
const serializers = new Map<string, (panel: FakePanel, state: unknown) => Promise<void>>();
const none = () => ({ dispose() {} });
/** What a modal question is answered with. */
export const answers: { next: string | undefined } = { next: undefined };

/** The buttons of each notice. */
export const offers: (readonly string[])[] = [];

const say = async (text: string, ...more: readonly unknown[]) => {
  notices.push(text);
  offers.push(more.filter((one) => typeof one === "string"));
  return answers.next;
};

/** A text that an editor shows, and how it was asked for. */
export interface Shown {
  readonly path: string;
  /** Lines count from 0. */
  readonly line: number | undefined;
  readonly focus: boolean;
}
export const shown: Shown[] = [];
/** What happens in the editor, for those that listen. */
export const happens = {
  typing: emitter(),
  saving: emitter(),
  renaming: emitter(),
  deleting: emitter(),
  creating: emitter(),
  selecting: emitter(),
  activating: emitter(),
};

interface Place {
  readonly line: number;
  readonly character: number;
}
class Range {
  readonly start: Place;
  readonly end: Place;
  constructor(line: number, character: number, endLine: number, endCharacter: number) {
    this.start = { line, character };
    this.end = { line: endLine, character: endCharacter };
  }
}

export const vscode = {
  Uri,
  Range,
  Disposable: {
    from: (...all: { dispose(): void }[]) => ({
      dispose: () => {
        for (const one of all) one.dispose();
      },
    }),
  },
  ViewColumn: { Active: -1, Beside: -2, One: 1 },
  TextEditorRevealType: { InCenterIfOutsideViewport: 2 },
  commands: {
    registerCommand: (id: string, run: (argument?: unknown) => unknown) => {
      commands.set(id, run);
      return none();
    },
    executeCommand: async (id: string, argument?: unknown) => commands.get(id)?.(argument),
  },
  window: {
    createWebviewPanel: () => {
      const panel = new FakePanel();
      panels.push(panel);
      return panel;
    },
    registerWebviewPanelSerializer: (
      type: string,
      one: { deserializeWebviewPanel(panel: FakePanel, state: unknown): Promise<void> },
    ) => {
      serializers.set(type, (panel, state) => one.deserializeWebviewPanel(panel, state));
      return none();
    },
    activeTextEditor: undefined as object | undefined,
    visibleTextEditors: [] as object[],
    onDidChangeActiveTextEditor: happens.activating.event,
    onDidChangeTextEditorSelection: happens.selecting.event,
    showTextDocument: async (
      { uri }: { readonly uri: Uri },
      { selection, preserveFocus }: { readonly selection?: Range; readonly preserveFocus?: boolean } = {},
    ) => {
      shown.push({ path: uri.path, line: selection?.start.line, focus: preserveFocus !== true });
      return { revealRange() {} };
    },
    showInformationMessage: say,
    showWarningMessage: say,
  },
  workspace: {
    isTrusted: true,
    workspaceFolders: undefined,
    textDocuments: [],
    getWorkspaceFolder: () => undefined,
    asRelativePath: (uri: Uri) => path.basename(uri.path),
    openTextDocument: async (uri: Uri) => {
      const { readFile } = await import("node:fs/promises");
      const text = await readFile(uri.path, "utf8");
      return { uri, getText: () => text };
    },
    registerTextDocumentContentProvider: none,
    onDidCloseTextDocument: none,
    onDidChangeTextDocument: happens.typing.event,
    onDidSaveTextDocument: happens.saving.event,
    onDidRenameFiles: happens.renaming.event,
    onDidDeleteFiles: happens.deleting.event,
    onDidCreateFiles: happens.creating.event,
    onDidGrantWorkspaceTrust: none,
    onDidChangeConfiguration: none,
  },
};

export const run = (id: string, argument?: unknown) => Promise.resolve(vscode.commands.executeCommand(id, argument));

/** A panel that a reloaded window brings back with what its page had kept. */
export async function bringBack(type: string, state: unknown): Promise<FakePanel> {
  const panel = new FakePanel();
  panels.push(panel);
  await serializers.get(type)?.(panel, state);
  return panel;
}

/** A model that keeps every caller waiting until it is let go; `calls` are the calls under way and those that ended. */
export class SlowModel implements ModelClient {
  readonly endpoint = { kind: "simulator", url: "http://127.0.0.1:1" } as const;
  simulated = true;
  begun = 0;
  underWay = 0;
  #release: (() => void)[] = [];
  /** All that wait now are answered. */
  letGo(): void {
    for (const go of this.#release.splice(0)) go();
  }
  async *stream(_request: unknown, signal: AbortSignal): ReturnType<ModelClient["stream"]> {
    this.begun++;
    this.underWay++;
    try {
      yield { kind: "opened", at: clock.now(), status: 200 };
      await new Promise<void>((go) => {
        this.#release.push(go);
        signal.addEventListener("abort", () => go(), { once: true });
      });
      if (signal.aborted) return;
      const response = {
        candidates: [{ content: { role: "model" as const, parts: [{ text: "Hello." }] }, finishReason: "STOP" }],
        usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 2, totalTokenCount: 7 },
      };
      yield { kind: "chunk", at: clock.now(), raw: "{}", response };
    } finally {
      this.underWay--;
    }
  }
}

export interface World {
  readonly services: Services;
  readonly model: SlowModel;
  readonly uri: Uri;
  readonly remembered: Map<string, unknown>;
  dispose(): void;
}

/** A folder with one definition, and the services that the panels are given. */
export function world(definition: string, { concurrency = 4 } = {}): World {
  panels.length = 0;
  notices.length = 0;
  bugs.length = 0;
  shown.length = 0;
  answers.next = undefined;
  const folder = mkdtempSync(path.join(tmpdir(), "flashback-panels-"));
  const file = path.join(folder, "support.agent.yaml");
  writeFileSync(file, definition);
  const model = new SlowModel();
  const remembered = new Map<string, unknown>();
  const services = {
    context: {
      extensionUri: Uri.file(folder),
      workspaceState: {
        get: (key: string) => remembered.get(key),
        update: async (key: string, value: unknown) => void remembered.set(key, value),
      },
    },
    logger: { log() {} },
    guard: async (_name: string, f: () => unknown) => {
      try {
        return await f();
      } catch (error) {
        bugs.push(error);
        return undefined;
      }
    },
    clock,
    secrets: { key: async () => undefined, onDidChange: none },
    prices: () => [],
    settings: () => ({ baseUrl: "", concurrency, confirmAboveUsd: 1, latencyScale: 1 }),
    readTextBeside: () => async () => undefined,
    counter: () => ({
      name: "approximate",
      ready: async () => false,
      count: async (texts: readonly string[]) => texts.map((one) => ({ tokens: approximateTokens(one), exact: false })),
    }),
    webviewHtml: () => "",
    webviewOptions: {},
    endpoint: async () => ({ endpoint: model.endpoint, simulated: model.simulated }),
    openClient: async () => model,
  } as unknown as Services;
  return {
    services,
    model,
    uri: Uri.file(file),
    remembered,
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Waits until it holds; what a panel does next goes through several turns of the event loop. */
export async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 5_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error("It never came to that");
    await new Promise((ok) => setTimeout(ok, 5));
  }
}
