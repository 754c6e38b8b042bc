import * as vscode from "vscode";
import { type Language, registerLanguage } from "../language/registerLanguage.ts";
import type { Services } from "../services.ts";

/** The language, and the command that takes its server down and puts a new one up. */
export function registerRestartableLanguage(services: Services): Omit<Language, "start"> {
  let language = registerLanguage(services);
  const command = vscode.commands.registerCommand("flashback.restartServer", () => {
    language.dispose();
    language = registerLanguage(services);
    return language.start();
  });
  return {
    processId: () => language.processId(),
    ask: (method, params) => language.ask(method, params),
    dispose() {
      command.dispose();
      language.dispose();
    },
  };
}
