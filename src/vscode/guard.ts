import * as vscode from "vscode";
import type { Logger } from "../core/base/logger.ts";

export type Guard = <T>(name: string, f: () => T | PromiseLike<T>) => Promise<T | undefined>;

/**
 * The one place where our own bugs are caught: logged with the feature's name, said once per feature, and the feature
 * answers nothing while the editor goes on. What the world does wrong is a value and never comes here.
 */
export function createGuard(logger: Logger, showLog: () => void): Guard {
  const said = new Set<string>();
  return async (name, f) => {
    try {
      return await f();
    } catch (error) {
      if (error instanceof vscode.CancellationError) return undefined;
      logger.log("error", `${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      if (!said.has(name)) {
        said.add(name);
        void vscode.window
          .showErrorMessage(`Flashback: ${name} went wrong. This is a bug in Flashback, not in your file.`, "Show Log")
          .then((answer) => answer && showLog());
      }
      return undefined;
    }
  };
}
