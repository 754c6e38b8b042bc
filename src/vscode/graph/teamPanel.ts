import * as vscode from "vscode";
import { type GraphNode, nodeAt, type TeamAnswer, type TeamGraph } from "../../core/language/graph.ts";
import type { FromGraph, GraphView, ToGraph } from "../../protocol/graph.ts";
import type { Language } from "../language/registerLanguage.ts";
import type { Services } from "../services.ts";
import { readFromGraph, readKeptGraph } from "./fromView.ts";

const viewType = "flashback.team";
/** Set while the active editor shows a definition with a team: the icon in its title. */
const hasTeam = "flashback.hasTeam";
/** After a change of the text: the picture follows the typing; costs wait until it rests. Milliseconds. */
const delays = { picture: 60, costs: 600 } as const;

/** `flashback.showTeam`, and the panels that a reloaded window brings back. */
export function registerTeamPanel(services: Services, language: Pick<Language, "ask">): vscode.Disposable {
  const panels = new Map<string, TeamPanel>();
  const panelOf = (uri: vscode.Uri, panel?: vscode.WebviewPanel) => {
    const key = uri.toString();
    const known = panels.get(key);
    if (known) {
      // A tab behind others comes back late: meanwhile the team may have been shown in another one.
      panel?.dispose();
      return known;
    }
    const made = new TeamPanel(services, language, uri, panel, () => panels.delete(key));
    panels.set(key, made);
    return made;
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand("flashback.showTeam", (argument?: unknown) =>
      services.guard("team", () => {
        const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
        if (uri && isDefinition(uri)) return panelOf(uri).reveal();
        return void vscode.window.showInformationMessage("Open an agent definition (*.agent.yaml) to see its team.");
      }),
    ),
    vscode.window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: async (panel, state) => {
        await services.guard("team", () => {
          const kept = readKeptGraph(state);
          if (!kept) return panel.dispose();
          panel.webview.options = services.webviewOptions;
          panelOf(vscode.Uri.parse(kept.uri), panel);
        });
      },
    }),
    ...watchForTeams(),
    {
      dispose: () => {
        for (const panel of [...panels.values()]) panel.dispose();
      },
    },
  );
}

function isDefinition(uri: vscode.Uri): boolean {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  return open?.languageId === "agent-yaml" || /\.agent\.ya?ml$/.test(uri.path);
}

/** Tells the editor whether the definition in front has a team: by its keys, since the text may be broken. */
function watchForTeams(): vscode.Disposable[] {
  let told: boolean | undefined;
  const tell = () => {
    const document = vscode.window.activeTextEditor?.document;
    const has =
      document?.languageId === "agent-yaml" && /^(agents|workflow|sub_agents)[ \t]*:/m.test(document.getText());
    if (has === told) return;
    told = has;
    void vscode.commands.executeCommand("setContext", hasTeam, has);
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  tell();
  return [
    vscode.window.onDidChangeActiveTextEditor(tell),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document !== vscode.window.activeTextEditor?.document) return;
      clearTimeout(timer);
      timer = setTimeout(tell, 300);
    }),
    { dispose: () => clearTimeout(timer) },
  ];
}

/** One definition's picture beside it. */
class TeamPanel {
  readonly #services: Services;
  readonly #language: Pick<Language, "ask">;
  readonly #uri: vscode.Uri;
  readonly #panel: vscode.WebviewPanel;
  readonly #listening: vscode.Disposable[];
  /** Of the newest text, perhaps broken: where things are now. */
  #latest: TeamGraph | undefined;
  /** On show: the last one of an unbroken text. */
  #good: TeamGraph | undefined;
  #turn = 0;
  #timers: ReturnType<typeof setTimeout>[] = [];
  #gone = false;

  constructor(
    services: Services,
    language: Pick<Language, "ask">,
    uri: vscode.Uri,
    panel: vscode.WebviewPanel | undefined,
    forget: () => void,
  ) {
    this.#services = services;
    this.#language = language;
    this.#uri = uri;
    const name = uri.path.split("/").at(-1) ?? "";
    this.#panel =
      panel ??
      vscode.window.createWebviewPanel(
        viewType,
        `Team: ${name}`,
        { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
        services.webviewOptions,
      );
    const icon = (theme: string) => vscode.Uri.joinPath(services.context.extensionUri, "media", `agent-${theme}.svg`);
    this.#panel.iconPath = { light: icon("light"), dark: icon("dark") };
    const isOurs = (other: vscode.Uri) => other.toString() === uri.toString();
    const filesChanged = () => this.#refreshSoon(0);
    this.#listening = [
      this.#panel.webview.onDidReceiveMessage((message) =>
        services.guard("team", () => {
          const read = readFromGraph(message);
          return read && this.#receive(read);
        }),
      ),
      this.#panel.onDidDispose(() => {
        this.#gone = true;
        this.#stopTimers();
        vscode.Disposable.from(...this.#listening).dispose();
        forget();
      }),
      this.#panel.onDidChangeViewState(() => this.#panel.visible && this.#refreshSoon(0)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (isOurs(document.uri) && contentChanges.length > 0) this.#refreshSoon(delays.picture);
      }),
      // What it extends, or its agents elsewhere, may have been saved.
      vscode.workspace.onDidSaveTextDocument(
        ({ uri: saved }) => isDefinition(saved) && this.#refreshSoon(delays.picture),
      ),
      vscode.workspace.onDidRenameFiles(filesChanged),
      vscode.workspace.onDidDeleteFiles(filesChanged),
      vscode.workspace.onDidCreateFiles(filesChanged),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (isOurs(textEditor.document.uri)) this.#tellCursor(textEditor);
      }),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (editor && isOurs(editor.document.uri)) this.#tellCursor(editor);
      }),
    ];
    this.#panel.webview.html = services.webviewHtml(this.#panel.webview, "graph", `Team: ${name}`);
  }

  reveal(): void {
    this.#panel.reveal(undefined, true);
  }

  dispose(): void {
    this.#panel.dispose();
  }

  async #receive(message: FromGraph): Promise<void> {
    switch (message.type) {
      case "ready":
        return this.#refresh(true);
      case "open":
        return this.#open(message.node, message.tool, message.enter);
      case "open-variable": {
        const part = (this.#latest ?? this.#good)?.variables[message.index];
        return part && this.#showPart(part, true);
      }
      case "open-line": {
        const at = { line: message.line - 1, character: 0 };
        return this.#show({ start: at, end: at }, true);
      }
      case "restart-server":
        await vscode.commands.executeCommand("flashback.restartServer");
        return this.#refresh(true);
    }
  }

  #refreshSoon(afterMs: number): void {
    this.#stopTimers();
    if (!this.#panel.visible) return;
    const run = (estimate: boolean) => () => void this.#services.guard("team", () => this.#refresh(estimate));
    this.#timers = [setTimeout(run(false), afterMs), setTimeout(run(true), afterMs + delays.costs)];
  }

  #stopTimers(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
  }

  /** `estimate`: the picture may come a little later, with its costs. */
  async #refresh(estimate: boolean): Promise<void> {
    const turn = ++this.#turn;
    const document = await this.#document();
    if (!document) return this.#tell(turn, { trouble: "gone" });
    const ask = (withCosts: boolean) =>
      this.#language.ask<TeamAnswer | null>("flashback/team", {
        textDocument: { uri: this.#uri.toString() },
        estimate: withCosts,
      });
    // The first picture does not wait for the tokenizer.
    if (estimate && !this.#good) this.#take(turn, await ask(false));
    this.#take(turn, await ask(estimate));
  }

  #take(turn: number, answer: TeamAnswer | null | undefined): void {
    if (turn !== this.#turn) return;
    if (!answer) {
      this.#tell(turn, { trouble: "server" });
      return;
    }
    const { graph, broken } = answer;
    this.#latest = graph;
    if (!broken) this.#good = graph;
    const shown = this.#good ?? graph;
    this.#tell(turn, { graph: shown, ...(broken ? { broken: { ...broken, older: shown !== graph } } : {}) });
    const editor = this.#editors()[0];
    if (editor) this.#tellCursor(editor);
  }

  #tell(turn: number, what: Pick<GraphView, "graph" | "broken" | "trouble">): void {
    if (turn !== this.#turn) return;
    const file = vscode.workspace.asRelativePath(this.#uri, false).replaceAll("\\", "/");
    this.#post({ type: "view", view: { file, kept: { version: 1, uri: this.#uri.toString() }, ...what } });
  }

  #tellCursor(editor: vscode.TextEditor): void {
    const { line, character } = editor.selection.active;
    const at = this.#latest && nodeAt(this.#latest, { line, character });
    this.#post({ type: "cursor", ...(at ? { at } : {}) });
  }

  #post(message: ToGraph): void {
    if (!this.#gone) void this.#panel.webview.postMessage(message);
  }

  /** Opened, so that the server knows it, also where no editor shows it any more. */
  #document(): Thenable<vscode.TextDocument | undefined> {
    return vscode.workspace.openTextDocument(this.#uri).then(
      (document) => document,
      // Moved, deleted or not readable: the view says so.
      () => undefined,
    );
  }

  /** Those that show the definition; the active one first. */
  #editors(): vscode.TextEditor[] {
    const uri = this.#uri.toString();
    const shown = vscode.window.visibleTextEditors.filter((editor) => editor.document.uri.toString() === uri);
    return shown.sort(
      (a, b) => Number(b === vscode.window.activeTextEditor) - Number(a === vscode.window.activeTextEditor),
    );
  }

  async #open(id: string, tool: number | undefined, enter: boolean): Promise<void> {
    // The newest places, also when an older picture is on show.
    const find = (graph: TeamGraph | undefined) => graph?.nodes.find((node) => node.id === id);
    const node = find(this.#latest) ?? find(this.#good);
    if (!node) return;
    if (enter && tool === undefined && node.file !== undefined) return this.#openFile(node.file, {});
    await this.#showPart((tool === undefined ? undefined : node.tools[tool]) ?? node, enter);
  }

  /** In this file, or in the one that it inherits the part from. */
  #showPart({ range, origin }: Pick<GraphNode, "range" | "origin">, enter: boolean): Promise<void> {
    return origin
      ? this.#openFile(origin.file, { selection: rangeOf(origin.range), preserveFocus: !enter })
      : this.#show(range, enter);
  }

  async #show(range: GraphNode["range"], enter: boolean): Promise<void> {
    const document = await this.#document();
    if (!document) return this.#tell(++this.#turn, { trouble: "gone" });
    const at = rangeOf(range);
    const own = this.#panel.viewColumn;
    const editor = await vscode.window.showTextDocument(document, {
      viewColumn:
        this.#editors()[0]?.viewColumn ??
        (own === vscode.ViewColumn.One ? vscode.ViewColumn.Beside : vscode.ViewColumn.One),
      selection: at,
      preserveFocus: !enter,
    });
    editor.revealRange(at, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  /** Only what lies in a workspace folder, or beside the definition. */
  async #openFile(file: string, options: vscode.TextDocumentShowOptions): Promise<void> {
    const uri = vscode.Uri.joinPath(this.#uri, "..", file);
    const root = vscode.workspace.getWorkspaceFolder(this.#uri)?.uri ?? vscode.Uri.joinPath(this.#uri, "..");
    const isInside = `${uri.path}`.startsWith(root.path.endsWith("/") ? root.path : `${root.path}/`);
    const document = isInside
      ? await vscode.workspace.openTextDocument(uri).then(
          (d) => d,
          () => undefined,
        )
      : undefined;
    if (!document) {
      void vscode.window.showWarningMessage(`${file} is not in this folder.`);
      return;
    }
    await vscode.window.showTextDocument(document, {
      ...options,
      viewColumn: this.#editors()[0]?.viewColumn ?? vscode.ViewColumn.One,
    });
  }
}

function rangeOf({ start, end }: GraphNode["range"]): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
