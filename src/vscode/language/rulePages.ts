import * as vscode from "vscode";
import type { Services } from "../services.ts";

/** Where the pages of the rules are, as an address that this editor opens: the code of a diagnostic leads there. */
export function rulePagesAddress(context: vscode.ExtensionContext): string {
  return `${vscode.env.uriScheme}://${context.extension.id}/rules/`;
}

/** Opens the page of a rule, `…/rules/AG301.md`, rendered beside what one is working on. */
export function registerRulePages({ context, guard }: Pick<Services, "context" | "guard">): vscode.Disposable {
  return vscode.window.registerUriHandler({
    handleUri(uri) {
      const page = /^\/rules\/(AG\d{3}\.md)$/.exec(uri.path)?.[1];
      if (!page) return;
      const file = vscode.Uri.joinPath(context.extensionUri, "media", "rules", page);
      void guard("rule page", () => vscode.commands.executeCommand("markdown.showPreviewToSide", file));
    },
  });
}
