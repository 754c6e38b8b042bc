import * as vscode from "vscode";
import type { Services } from "../services.ts";
import { convert } from "./convert.ts";
import { exportAgent } from "./exportAgent.ts";
import { newAgent } from "./newAgent.ts";
import { openSamples } from "./openSamples.ts";
import { openTrace } from "./openTrace.ts";
import { removeKey } from "./removeKey.ts";
import { setKey } from "./setKey.ts";
import { showEstimate } from "./showEstimate.ts";
import { showOutput } from "./showOutput.ts";
import { showPrices } from "./showPrices.ts";
import { showWhatIf } from "./whatIf.ts";

/** Every command that has no state of its own; its title and place in the menus stand in package.json. */
const commands: Record<string, (services: Services, ...args: unknown[]) => unknown> = {
  "flashback.convert": convert,
  "flashback.export": exportAgent,
  "flashback.newAgent": newAgent,
  "flashback.openSamples": openSamples,
  "flashback.openTrace": openTrace,
  "flashback.removeKey": removeKey,
  "flashback.setKey": setKey,
  "flashback.showEstimate": showEstimate,
  "flashback.showOutput": showOutput,
  "flashback.showPrices": showPrices,
  "flashback.whatIf": showWhatIf,
  // The replay panel acts on its function keys itself. Bound to this, they do not also start a debugger or leave the panel.
  "flashback.trace.keyTaken": () => {},
};

export function registerCommands(services: Services): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([id, run]) =>
      vscode.commands.registerCommand(id, (...args: unknown[]) => services.guard(id, () => run(services, ...args))),
    ),
  );
}
