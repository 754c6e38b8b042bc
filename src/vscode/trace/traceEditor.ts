import path from "node:path";
import * as vscode from "vscode";
import type { Step } from "../../core/trace/steps.ts";
import { listRuns } from "../../node/runFolder.ts";
import { type Bytes, bufferBytes, fileBytes, TraceFile } from "../../node/traceFile.ts";
import type { FromTrace, ToTrace } from "../../protocol/trace.ts";
import type { Services } from "../services.ts";
import { readFromTrace } from "./fromView.ts";
import { Session } from "./session.ts";

export const traceViewType = "flashback.trace";
/** How often a run that goes on is looked at. Milliseconds. */
const heartbeat = 400;

/** Replays trace files: the custom editor `flashback.trace` and the command that replays the newest run. */
export function registerTraceEditor(services: Services): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.window.registerCustomEditorProvider(
      traceViewType,
      {
        openCustomDocument: (uri) => ({ uri, dispose() {} }),
        resolveCustomEditor: (document, panel) => openReplay(services, document.uri, panel),
      },
      { supportsMultipleEditorsPerDocument: true },
    ),
    vscode.commands.registerCommand("flashback.replayLast", () =>
      services.guard("flashback.replayLast", () => replayLast()),
    ),
  );
}

function openReplay(services: Services, uri: vscode.Uri, panel: vscode.WebviewPanel): void {
  const name = path.posix.basename(uri.path);
  const post = (message: ToTrace) => void panel.webview.postMessage(message);
  const session = new Session({
    file: new TraceFile(bytesOf(uri)),
    name,
    post,
    now: () => services.clock.now().wallMs,
  });
  let begun = false;
  const receive = (message: FromTrace): unknown => {
    switch (message.type) {
      case "ready":
        // A hidden panel comes back as a new page: what has been read is still here.
        if (begun) return session.resend();
        begun = true;
        return session.show();
      case "as-of":
        return session.asOf(message.index);
      case "open-definition": {
        const step = session.stepAt(message.index);
        return step?.source ? openDefinition(uri, step.source, panel.viewColumn) : undefined;
      }
      case "open-text":
        return openText(uri, message.line);
      case "stop-reading":
        return session.stopReading();
      case "read-rest":
        return session.readRest();
      case "open-trace":
        return vscode.commands.executeCommand("flashback.openTrace");
      case "open-sample":
        return vscode.commands.executeCommand("flashback.openSamples");
    }
  };
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(vscode.Uri.joinPath(uri, ".."), name),
    false,
    false,
    true,
  );
  const refresh = () => begun && void services.guard("replay", () => session.refresh());
  // Watching may be slow or off for such folders; a run that goes on is looked at as well.
  const timer = setInterval(() => session.live && panel.visible && refresh(), heartbeat);
  const listening = [
    panel.webview.onDidReceiveMessage((message) =>
      services.guard("replay", () => {
        const read = readFromTrace(message);
        return read && receive(read);
      }),
    ),
    watcher,
    watcher.onDidChange(refresh),
    watcher.onDidCreate(refresh),
  ];
  panel.onDidDispose(() => {
    clearInterval(timer);
    session.dispose();
    for (const one of listening) one.dispose();
  });
  panel.webview.options = services.webviewOptions;
  panel.webview.html = services.webviewHtml(panel.webview, "trace", `Replay: ${name}`);
}

/** A file is read piece by piece; what has no file (a virtual workspace) is read at once. */
function bytesOf(uri: vscode.Uri): Bytes {
  if (uri.scheme === "file") return fileBytes(uri.fsPath);
  const whole = async () => {
    const [data, { mtime }] = await Promise.all([vscode.workspace.fs.readFile(uri), vscode.workspace.fs.stat(uri)]);
    return bufferBytes(data, mtime);
  };
  let bytes: Promise<Bytes> | undefined;
  return {
    stat: async () => {
      bytes = whole();
      return (await bytes).stat();
    },
    read: async (offset, length) => {
      bytes ??= whole();
      return (await bytes).read(offset, length);
    },
  };
}

async function openText(uri: vscode.Uri, line: number | undefined): Promise<void> {
  const at = line === undefined ? undefined : new vscode.Range(line - 1, 0, line - 1, 0);
  await vscode.commands.executeCommand("vscode.openWith", uri, "default", {
    viewColumn: vscode.ViewColumn.Beside,
    ...(at ? { selection: at } : {}),
  });
}

/**
 * The line of the definition that a step comes from. The path stands in the trace, which anyone may have written: only a
 * file inside a workspace folder is opened.
 */
async function openDefinition(
  trace: vscode.Uri,
  source: NonNullable<Step["source"]>,
  own: vscode.ViewColumn | undefined,
): Promise<void> {
  for (const folder of foldersFor(trace)) {
    const file = vscode.Uri.joinPath(folder, source.file);
    if (!`${file.path}/`.startsWith(folder.path.endsWith("/") ? folder.path : `${folder.path}/`)) continue;
    try {
      await vscode.workspace.fs.stat(file);
    } catch {
      continue; // Not in this folder; perhaps in the next one.
    }
    const line = Math.max(0, source.line - 1);
    const open = vscode.window.visibleTextEditors.find((e) => e.document.uri.toString() === file.toString());
    const editor = await vscode.window.showTextDocument(file, {
      viewColumn:
        open?.viewColumn ?? (own === vscode.ViewColumn.One ? vscode.ViewColumn.Beside : vscode.ViewColumn.One),
      selection: new vscode.Range(line, 0, line, 0),
    });
    editor.revealRange(new vscode.Range(line, 0, line, 0), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    return;
  }
  void vscode.window.showInformationMessage(
    `${source.file} is not in this workspace. The trace was made from it elsewhere.`,
  );
}

/** The workspace folder of the trace first, then the others. */
function foldersFor(trace: vscode.Uri): readonly vscode.Uri[] {
  const own = vscode.workspace.getWorkspaceFolder(trace)?.uri;
  const all = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri);
  return own ? [own, ...all.filter((folder) => folder.toString() !== own.toString())] : all;
}

/** The newest run of the workspace's folders; says so where there is none. */
async function replayLast(): Promise<void> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === "file");
  const runs = (await Promise.all(folders.map((folder) => listRuns(folder.uri.fsPath)))).flat();
  const newest = runs.sort((a, b) => b.startedAt - a.startedAt)[0];
  if (newest) await vscode.commands.executeCommand("vscode.openWith", vscode.Uri.file(newest.trace), traceViewType);
  else if (
    (await vscode.window.showInformationMessage("Nothing has been recorded here yet.", "Open a Trace…")) !== undefined
  )
    await vscode.commands.executeCommand("flashback.openTrace");
}
