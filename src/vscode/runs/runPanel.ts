import path from "node:path";
import * as vscode from "vscode";
import { isObject, type JsonObject } from "../../core/base/json.ts";
import type { ResolvedAgent } from "../../core/document/definition.ts";
import { buildRequest } from "../../core/runs/buildRequest.ts";
import { expectedOf } from "../../core/runs/expected.ts";
import { askedInputs, readInputs } from "../../core/runs/inputs.ts";
import { looseCap } from "../../core/runs/looseCap.ts";
import type { Run, RunEvent } from "../../core/runs/run.ts";
import { setupOf } from "../../core/runs/setup.ts";
import { step, totalsOf, waiting } from "../../core/runs/step.ts";
import { formatUsd } from "../../core/tokens/format.ts";
import { runsFolder, traceName } from "../../node/runFolder.ts";
import type { FromRun, RunSubject, RunView, ToRun } from "../../protocol/run.ts";
import type { Services } from "../services.ts";
import { batch } from "./batch.ts";
import { estimateOf, estimateOfTeam, priceNote, teamNote } from "./estimates.ts";
import { readFromRun } from "./fromView.ts";
import { recordedRun, secretsOf } from "./recordedRun.ts";
import { interruptedRun, Keeper, readSavedRun, type SavedRun } from "./savedRun.ts";
import {
  connectionOf,
  type Definition,
  newRunId,
  readDefinition,
  readPath,
  resolvedAt,
  resolvedMembers,
  showAgent,
  type Target,
  targetKey,
  targetOf,
} from "./session.ts";

const viewType = "flashback.runPanel";

/** `flashback.run`, and the panels that a reloaded window brings back. */
export function registerRunPanel(services: Services): vscode.Disposable {
  /** One for each agent: running it again shows in the same place. */
  const sessions = new Map<string, RunSession>();
  const sessionOf = (target: Target) => {
    const key = targetKey(target);
    let session = sessions.get(key);
    if (!session) {
      session = new RunSession(services, target, () => sessions.delete(key));
      sessions.set(key, session);
    }
    return session;
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand("flashback.run", (argument?: unknown) =>
      services.guard("run", async () => {
        const target = await targetOf(services, argument);
        if (!target) {
          void vscode.window.showInformationMessage("Open an agent definition (*.agent.yaml) to run it.");
          return;
        }
        await sessionOf(target).runFromCommand();
      }),
    ),
    vscode.window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: async (panel, state) => {
        await services.guard("run panel", async () => {
          const kept = readKept(state);
          if (!kept) return panel.dispose();
          const session = sessionOf(kept.target);
          // A tab behind others comes back late: meanwhile the agent may have been run in another one.
          if (session.reveal()) return panel.dispose();
          panel.webview.options = { ...services.webviewOptions };
          await session.reopen(panel, kept);
        });
      },
    }),
    {
      dispose: () => {
        for (const session of [...sessions.values()]) session.stop();
      },
    },
  );
}

interface Kept {
  readonly target: Target;
  readonly variant: string;
  readonly runId?: string;
  readonly values: JsonObject;
}

function readKept(state: unknown): Kept | undefined {
  if (!isObject(state) || state.version !== 1 || typeof state.uri !== "string") return undefined;
  return {
    target: { uri: vscode.Uri.parse(state.uri), agentPath: readPath(state.agentPath) },
    variant: typeof state.variant === "string" ? state.variant : "base",
    values: isObject(state.values) ? state.values : {},
    ...(typeof state.runId === "string" && { runId: state.runId }),
  };
}

/**
 * An agent that is run, with or without a panel on it. Closing the panel does not stop a run: it goes on, is recorded, and
 * says when it has ended; running the agent again shows it where it is.
 */
class RunSession {
  readonly #services: Services;
  readonly #target: Target;
  readonly #forget: () => void;
  #panel: vscode.WebviewPanel | undefined;
  #watching: vscode.Disposable[] = [];
  #variant = "base";
  #run: Run = waiting;
  #abort: AbortController | undefined;
  /** Set while the run on show was read back. */
  #reopened: RunView["reopened"];
  /** What the saved run knew of its definition, should that be gone. */
  #about: SavedRun["about"];
  #startedWith: SavedRun["about"];
  #values: JsonObject | undefined;
  #turn = 0;
  readonly #events = batch<RunEvent>((events) =>
    this.#post({ type: "events", events, now: this.#services.clock.now() }),
  );

  constructor(services: Services, target: Target, forget: () => void) {
    this.#services = services;
    this.#target = target;
    this.#forget = forget;
  }

  /** Shows the panel; starts at once when nothing has to be asked. A run under way is shown as it stands. */
  async runFromCommand(): Promise<void> {
    const definition = await readDefinition(this.#services, this.#target.uri);
    if (!this.reveal()) this.#attach(this.#createPanel());
    if (this.#abort || !definition) return void this.#refresh();
    const agent = await resolvedAt(this.#services, definition, this.#target.agentPath, this.#variant);
    const values = agent && this.#valuesFor(agent);
    await this.#refresh();
    if (!agent || !values || !vscode.workspace.isTrusted) return;
    if (readInputs(agent, values).kind === "values") await this.#start(values);
  }

  /** False when there is no panel to bring to the front. */
  reveal(): boolean {
    this.#panel?.reveal(undefined, true);
    return this.#panel !== undefined;
  }

  /** After a reload of the window: the recorded run, finished or cut off; nothing is called. */
  async reopen(panel: vscode.WebviewPanel, kept: Kept): Promise<void> {
    this.#variant = kept.variant;
    this.#values = kept.values;
    const definition = await readDefinition(this.#services, this.#target.uri);
    const root = this.#rootOf(definition);
    const file = vscode.workspace.asRelativePath(this.#target.uri, false).replaceAll("\\", "/");
    const runId = (await interruptedRun(root, { file, agentPath: this.#target.agentPath })) ?? kept.runId;
    const saved = runId === undefined ? undefined : await readSavedRun(root, runId);
    if (saved && !this.#abort) {
      this.#run = saved.run;
      this.#about = saved.about;
      this.#reopened = {
        savedAt: saved.run.kind === "running" ? saved.run.startedAt.wallMs : saved.run.endedAt.wallMs,
        interrupted: saved.run.kind === "running",
      };
    }
    this.#attach(panel);
    await this.#refresh();
  }

  stop(): void {
    this.#abort?.abort();
    this.#panel?.dispose();
  }

  #createPanel(): vscode.WebviewPanel {
    return vscode.window.createWebviewPanel(viewType, "Run", vscode.ViewColumn.Active, {
      ...this.#services.webviewOptions,
    });
  }

  #attach(panel: vscode.WebviewPanel): void {
    const { context, guard } = this.#services;
    this.#panel = panel;
    const icon = (theme: string) => vscode.Uri.joinPath(context.extensionUri, "media", `agent-${theme}.svg`);
    panel.iconPath = { light: icon("light"), dark: icon("dark") };
    this.#watching = [
      panel.webview.onDidReceiveMessage((message) =>
        guard("run panel", () => {
          const read = readFromRun(message);
          return read && this.#receive(read);
        }),
      ),
      panel.onDidDispose(() => {
        this.#panel = undefined;
        vscode.Disposable.from(...this.#watching).dispose();
        this.#watching = [];
        if (!this.#abort) this.#forget();
      }),
      ...watchWorld(this.#services, this.#target.uri, () => void guard("run panel", () => this.#refresh())),
    ];
    panel.webview.html = this.#services.webviewHtml(panel.webview, "run", "Run");
  }

  async #receive(message: FromRun): Promise<void> {
    switch (message.type) {
      case "ready":
        // First what waits, for the run that follows holds it already and replaces everything.
        this.#events.flush();
        this.#post({ type: "run", run: this.#run, now: this.#services.clock.now() });
        return this.#refresh();
      case "start":
        this.#variant = message.variant;
        return this.#start(message.values);
      case "choose-variant":
        this.#variant = message.variant;
        return this.#refresh();
      case "cancel":
        return this.#abort?.abort();
      case "open-trace":
        return this.#openTrace();
      case "open-definition":
        return showAgent(this.#services, this.#target);
      case "compare":
        return void vscode.commands.executeCommand("flashback.compare", this.#target);
      case "add-key":
        return void vscode.commands.executeCommand("flashback.setKey");
      case "trust":
        return void vscode.commands.executeCommand("workbench.trust.manage");
    }
  }

  /** Says what the panel shows beside the run. Only the latest of several answers counts. */
  async #refresh(): Promise<void> {
    const turn = ++this.#turn;
    const view = await this.#view();
    if (!view || turn !== this.#turn || !this.#panel) return;
    this.#panel.title = `Run: ${view.subject.agent}`;
    this.#post({ type: "view", view });
  }

  async #view(): Promise<RunView | undefined> {
    const { uri, agentPath } = this.#target;
    const definition = await readDefinition(this.#services, uri);
    const [agent, connection] = await Promise.all([
      definition && resolvedAt(this.#services, definition, agentPath, this.#variant),
      connectionOf(this.#services),
    ]);
    const run = this.#run;
    const shared = {
      connection,
      kept: { version: 1 as const, uri: uri.toString(), agentPath },
      ...(this.#reopened && { reopened: this.#reopened }),
      ...(run.kind !== "waiting" && { trace: this.#traceOf(run.setup.runId) }),
    };
    if (!definition || !agent) {
      const about = this.#about ?? this.#startedWith;
      const problem = definition
        ? "This agent is no longer in the definition."
        : "The definition cannot be read: it was moved or deleted.";
      const subject: RunSubject = about?.subject ?? {
        agent: "agent",
        variant: this.#variant,
        variants: ["base"],
        file: vscode.workspace.asRelativePath(uri, false),
        inputs: [],
        budget: {},
        notes: [],
      };
      return { ...shared, ...about, subject: { ...subject, problem }, values: this.#values ?? {} };
    }
    const values = this.#valuesFor(agent);
    const about = await this.#aboutOf(definition, agent, values);
    const whileRunning = this.#abort ? this.#startedWith : undefined;
    return {
      ...shared,
      ...about,
      ...(whileRunning?.estimate && { estimate: whileRunning.estimate }),
      values,
      ...(run.kind !== "waiting" && run.setup.definitionHash !== definition.hash && { stale: true }),
    };
  }

  async #aboutOf(
    definition: Definition,
    agent: ResolvedAgent,
    values: JsonObject,
  ): Promise<NonNullable<SavedRun["about"]>> {
    const built = buildRequest(agent, values);
    // A problem with details is one of the inputs, which the form itself says; any other one is the definition's.
    const unable =
      built.kind === "problem" && built.problem.kind === "definition" && built.problem.details === undefined
        ? built.problem.message
        : undefined;
    const members = agent.workflow && (await resolvedMembers(this.#services, definition, this.#variant));
    const estimated = members
      ? await estimateOfTeam(this.#services, agent, members, definition)
      : unable === undefined
        ? await estimateOf(this.#services, agent, { place: definition, variant: this.#variant })
        : undefined;
    const estimate = estimated && expectedOf(estimated);
    const price = priceNote(this.#services, agent);
    const loose =
      unable === undefined && !members
        ? looseCap(agent, this.#services.clock.now().wallMs, this.#services.prices())
        : undefined;
    return {
      subject: {
        agent: agent.name,
        variant: this.#variant,
        variants: definition.variants.map((one) => one.name),
        file: definition.file,
        inputs: askedInputs(agent),
        budget: agent.budget,
        notes: [...(built.kind === "request" ? built.notes : []), ...(loose === undefined ? [] : [loose])],
        ...(agent.model !== undefined && { model: agent.model }),
        ...(agent.generationConfig.thinkingLevel && { thinkingLevel: agent.generationConfig.thinkingLevel }),
        ...(members && { team: teamNote(members) }),
        ...(unable !== undefined && { problem: unable }),
      },
      ...(estimate && { estimate }),
      ...(price && { price }),
    };
  }

  /** What was last typed for this agent, over the defaults. */
  #valuesFor(agent: ResolvedAgent): JsonObject {
    const last = this.#services.context.workspaceState.get<JsonObject>(this.#valuesKey()) ?? {};
    const names = askedInputs(agent).map((input) => input.name);
    const given = { ...last, ...this.#values };
    return Object.fromEntries(names.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])));
  }

  #valuesKey(): string {
    return `flashback.inputs:${targetKey(this.#target)}`;
  }

  async #start(values: JsonObject): Promise<void> {
    if (this.#abort || !vscode.workspace.isTrusted) return;
    const abort = new AbortController();
    this.#abort = abort;
    let ran = false;
    try {
      ran = await this.#runOnce(values, abort.signal);
    } finally {
      this.#abort = undefined;
      if (!this.#panel) this.#forget();
    }
    await this.#refresh();
    if (ran && !this.#panel) this.#sayEnded();
  }

  /** False when there is no such agent any more; the view then says so. */
  async #runOnce(values: JsonObject, signal: AbortSignal): Promise<boolean> {
    const definition = await readDefinition(this.#services, this.#target.uri);
    const agent = definition && (await resolvedAt(this.#services, definition, this.#target.agentPath, this.#variant));
    if (!definition || !agent) return false;
    await this.#remember(agent, values);
    const [client, secrets, about] = await Promise.all([
      this.#services.openClient(),
      secretsOf(this.#services, agent, values),
      this.#aboutOf(definition, agent, values),
    ]);
    const setup = setupOf({
      runId: newRunId(this.#services),
      agent,
      variant: this.#variant,
      inputs: values,
      file: definition.file,
      definitionHash: definition.hash,
      client,
      prices: this.#services.prices(),
    });
    this.#startedWith = about;
    this.#about = undefined;
    this.#reopened = undefined;
    this.#run = waiting;
    this.#post({ type: "run", run: this.#run, now: this.#services.clock.now() });
    const keeper = new Keeper(this.#services.logger, secrets);
    const options = {
      root: definition.root,
      setup,
      agent,
      client,
      secrets,
      definition: definition.text,
      expected: about.estimate,
    };
    for await (const event of recordedRun(this.#services, { ...options, signal })) {
      this.#run = step(this.#run, event);
      // What came over the wire verbatim is in the record; the view has no use for it.
      this.#events.add(event.kind === "chunk" ? { ...event, raw: "" } : event);
      keeper.keepRun(definition.root, this.#run, about);
      if (event.kind === "started") void this.#refresh();
    }
    this.#events.flush();
    await keeper.flush();
    return true;
  }

  async #remember(agent: ResolvedAgent, values: JsonObject): Promise<void> {
    const secret = new Set(
      askedInputs(agent)
        .filter((input) => input.secret)
        .map((input) => input.name),
    );
    this.#values = values;
    const plain = Object.fromEntries(Object.entries(values).filter(([name]) => !secret.has(name)));
    await this.#services.context.workspaceState.update(this.#valuesKey(), plain);
  }

  /** The panel was closed while the run went on. */
  #sayEnded(): void {
    const run = this.#run;
    if (run.kind === "waiting" || run.kind === "running") return;
    const { cost, atLeast } = totalsOf(run);
    const how = { done: "is done", failed: "failed", cancelled: "was cancelled" }[run.kind];
    const money =
      cost === undefined ? "" : `, ${formatUsd(cost, { atLeast })}${run.setup.simulated ? " simulated" : ""}`;
    void vscode.window.showInformationMessage(`${run.setup.agent} ${how}${money}.`, "Open Trace").then((answer) => {
      if (answer) void this.#services.guard("run", () => this.#openTrace());
    });
  }

  #rootOf(definition: Definition | undefined): string {
    return (
      definition?.root ??
      vscode.workspace.getWorkspaceFolder(this.#target.uri)?.uri.fsPath ??
      path.dirname(this.#target.uri.fsPath)
    );
  }

  #traceOf(runId: string): string {
    return `.flashback/runs/${runId}/${traceName}`;
  }

  async #openTrace(): Promise<void> {
    if (this.#run.kind === "waiting") return;
    const definition = await readDefinition(this.#services, this.#target.uri);
    const file = path.join(runsFolder(this.#rootOf(definition)), this.#run.setup.runId, traceName);
    await vscode.commands.executeCommand("vscode.openWith", vscode.Uri.file(file), "flashback.trace");
  }

  #post(message: ToRun): void {
    void this.#panel?.webview.postMessage(message);
  }
}

/** Everything that can change what a panel says while nothing runs: the definition, the key, the trust, the settings. */
export function watchWorld(services: Services, uri: vscode.Uri, changed: () => void): vscode.Disposable[] {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(changed, 300);
  };
  const same = (other: vscode.Uri) => other.toString() === uri.toString();
  return [
    vscode.workspace.onDidChangeTextDocument((e) => same(e.document.uri) && soon()),
    vscode.workspace.onDidSaveTextDocument((document) => !same(document.uri) && soon()),
    vscode.workspace.onDidGrantWorkspaceTrust(soon),
    vscode.workspace.onDidChangeConfiguration((e) => e.affectsConfiguration("flashback") && soon()),
    services.secrets.onDidChange(soon),
    { dispose: () => clearTimeout(timer) },
  ];
}
