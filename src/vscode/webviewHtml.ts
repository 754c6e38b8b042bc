import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

/**
 * The page of a view: `dist/webview/<name>.js` and `.css` under a strict policy. Scripts only with this page's nonce,
 * styles and fonts only from the extension, no network, no inline style.
 */
export function webviewHtml(extension: vscode.Uri, webview: vscode.Webview, name: string, title: string): string {
  const nonce = randomBytes(16).toString("base64");
  const at = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(extension, "dist", "webview", file)).toString();
  const source = webview.cspSource;
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${source}; font-src ${source}; img-src ${source} data:; base-uri 'none'; form-action 'none'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${attribute(title)}</title>
<link rel="stylesheet" href="${attribute(at(`${name}.css`))}">
</head>
<body>
<script type="module" nonce="${nonce}" src="${attribute(at(`${name}.js`))}"></script>
</body>
</html>`;
}

/** What a webview of ours may do: run its script and read the extension's own files, nothing else. */
export function webviewOptions(extension: vscode.Uri): vscode.WebviewOptions {
  return {
    enableScripts: true,
    enableForms: false,
    localResourceRoots: [vscode.Uri.joinPath(extension, "dist")],
  };
}

function attribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
