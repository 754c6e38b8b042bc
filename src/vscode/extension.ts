import type * as vscode from "vscode";
import { registerCommands } from "./commands/index.ts";
import { openFirstSample } from "./commands/openSamples.ts";
import { registerRestartableLanguage } from "./commands/restartServer.ts";
import { registerTeamPanel } from "./graph/teamPanel.ts";
import { registerRulePages } from "./language/rulePages.ts";
import { registerComparePanel } from "./runs/comparePanel.ts";
import { registerRunPanel } from "./runs/runPanel.ts";
import { createServices } from "./services.ts";
import { registerStatus } from "./status/registerStatus.ts";
import { registerTraceEditor } from "./trace/traceEditor.ts";
import { registerWalkthrough } from "./walkthrough/registerWalkthrough.ts";

/** What `activate` answers: read by the tests in the real editor and by `npm run bench`. */
export interface Api {
  /** From the first line of `activate` to its last. Milliseconds. */
  readonly activationMs: number;
  /** The same in processor time: what else the machine does in the meantime is not the extension's. */
  readonly activationCpuMs: number;
  /** Of the language server's process, while it runs. */
  serverProcessId(): number | undefined;
}

export function activate(context: vscode.ExtensionContext): Api {
  const started = performance.now();
  const startedCpu = process.cpuUsage();
  const services = createServices(context);
  const language = registerRestartableLanguage(services);
  context.subscriptions.push(
    language,
    registerCommands(services),
    registerRulePages(services),
    registerRunPanel(services),
    registerComparePanel(services),
    registerTraceEditor(services),
    registerTeamPanel(services, language),
    registerStatus(services),
    registerWalkthrough(services),
  );
  void services.guard("samples", () => openFirstSample(services));
  const { user, system } = process.cpuUsage(startedCpu);
  return {
    activationMs: performance.now() - started,
    activationCpuMs: (user + system) / 1000,
    serverProcessId: language.processId,
  };
}
