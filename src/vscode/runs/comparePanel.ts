import path from "node:path";
import * as vscode from "vscode";
import type { Stamp } from "../../core/base/clock.ts";
import { isObject, type JsonObject } from "../../core/base/json.ts";
import { suiteBudgetOf } from "../../core/document/readDefinition.ts";
import {
  agentOfColumn,
  type MatrixCell,
  type MatrixEvent,
  type MatrixRun,
  type MatrixState,
  noMatrix,
  runMatrix,
  stepMatrix,
  withRoom,
} from "../../core/runs/matrix.ts";
import type { ModelClient } from "../../core/runs/modelClient.ts";
import type { RunEvent } from "../../core/runs/run.ts";
import { setupOf } from "../../core/runs/setup.ts";
import { spentOf } from "../../core/runs/spent.ts";
import { outputOf, totalsOf } from "../../core/runs/step.ts";
import { mayExceed, raisedCap } from "../../core/runs/suiteCap.ts";
import { formatCap, formatUsd, formatUsdRange } from "../../core/tokens/format.ts";
import { addUsd, fromUsd, type NanoUsd, nanoUsd, zeroUsd } from "../../core/tokens/units.ts";
import { addUsage, noUsage } from "../../core/tokens/usage.ts";
import { runsFolder, traceName } from "../../node/runFolder.ts";
import type { CompareView, FromCompare, SetUp, ToCompare } from "../../protocol/compare.ts";
import type { Services } from "../services.ts";
import { type AnswerTexts, createAnswerTexts } from "./answerTexts.ts";
import { batch } from "./batch.ts";
import { exportComparison } from "./exportComparison.ts";
import { readFromCompare, readSetUp } from "./fromView.ts";
import { recordedRun, secretsOf } from "./recordedRun.ts";
import { watchWorld } from "./runPanel.ts";
import {
  comparisonFile,
  interruptedComparison,
  readRuns,
  readSavedComparison,
  type SavedComparison,
} from "./savedComparison.ts";
import { Keeper } from "./savedRun.ts";
import {
  connectionOf,
  newRunId,
  readDefinition,
  readPath,
  rootOf,
  showAgent,
  type Target,
  targetKey,
  targetOf,
} from "./session.ts";
import { type Comparable, comparableOf, firstSetUp, givenOf, planNoteOf, planOf, questionsOf } from "./setUp.ts";

const viewType = "flashback.comparePanel";

/** `flashback.compare`, and the panels that a reloaded window brings back. */
export function registerComparePanel(services: Services): vscode.Disposable {
  const sessions = new Map<string, CompareSession>();
  const texts = createAnswerTexts();
  const open = (target: Target, panel?: vscode.WebviewPanel) => {
    const key = targetKey(target);
    const session = new CompareSession(services, {
      target,
      texts,
      panel: panel ?? createPanel(services),
      closed: () => sessions.delete(key),
    });
    sessions.set(key, session);
    return session;
  };
  return vscode.Disposable.from(
    texts,
    vscode.commands.registerCommand("flashback.compare", (argument?: unknown) =>
      services.guard("compare", async () => {
        const target = await targetOf(services, argument);
        if (!target) {
          void vscode.window.showInformationMessage("Open an agent definition (*.agent.yaml) to compare its variants.");
          return;
        }
        (sessions.get(targetKey(target)) ?? open(target)).reveal();
      }),
    ),
    vscode.window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: async (panel, state) => {
        await services.guard("compare panel", async () => {
          if (!isObject(state) || state.version !== 1 || typeof state.uri !== "string") return panel.dispose();
          const target = { uri: vscode.Uri.parse(state.uri), agentPath: readPath(state.agentPath) };
          const other = sessions.get(targetKey(target));
          if (other) {
            // A tab behind others comes back late: meanwhile the agent may have been compared anew.
            panel.dispose();
            return other.reveal();
          }
          panel.webview.options = { ...services.webviewOptions };
          await open(target, panel).reopen({
            comparison: typeof state.comparison === "string" ? state.comparison : undefined,
            setUp: readSetUp(state.setUp),
          });
        });
      },
    }),
    {
      dispose: () => {
        for (const session of [...sessions.values()]) session.close();
      },
    },
  );
}

function createPanel(services: Services): vscode.WebviewPanel {
  return vscode.window.createWebviewPanel(viewType, "Compare", vscode.ViewColumn.Active, {
    ...services.webviewOptions,
  });
}

/** A comparison that has begun: what it is made with, fixed until the next one. */
interface Begun {
  readonly id: string;
  readonly root: string;
  readonly comparable?: Comparable;
  readonly saved: SavedComparison;
  readonly keeper: Keeper;
}

interface SessionOptions {
  readonly target: Target;
  readonly texts: AnswerTexts;
  readonly panel: vscode.WebviewPanel;
  readonly closed: () => void;
}

/**
 * One comparison panel. Closing it cancels what has not ended, for nobody watches what it costs; everything that arrived
 * is recorded and stays.
 */
class CompareSession {
  readonly #services: Services;
  readonly #target: Target;
  readonly #texts: AnswerTexts;
  readonly #panel: vscode.WebviewPanel;
  #comparable: Comparable | undefined;
  #setUp: SetUp | undefined;
  #phase: CompareView["phase"] = "empty";
  #begun: Begun | undefined;
  #matrix: MatrixState = noMatrix;
  /** From the moment something is to be called until the last call has ended. */
  #abort: AbortController | undefined;
  #matrixRun: MatrixRun | undefined;
  #reopened: CompareView["reopened"];
  #turn = 0;
  #closed = false;
  readonly #reRuns = new Map<string, AbortController>();
  readonly #events = batch<MatrixEvent>((events) =>
    this.#post({ type: "events", events, now: this.#services.clock.now() }),
  );

  constructor(services: Services, { target, texts, panel, closed }: SessionOptions) {
    this.#services = services;
    this.#target = target;
    this.#texts = texts;
    this.#panel = panel;
    const { guard, context } = services;
    const icon = (theme: string) => vscode.Uri.joinPath(context.extensionUri, "media", `agent-${theme}.svg`);
    panel.iconPath = { light: icon("light"), dark: icon("dark") };
    const watching = [
      panel.webview.onDidReceiveMessage((message) =>
        guard("compare panel", () => {
          const read = readFromCompare(message);
          return read && this.#receive(read);
        }),
      ),
      ...watchWorld(services, target.uri, () => void guard("compare panel", () => this.#refresh({ read: true }))),
    ];
    panel.onDidDispose(() => {
      vscode.Disposable.from(...watching).dispose();
      this.#closed = true;
      closed();
      this.#cancel();
    });
    panel.webview.html = services.webviewHtml(panel.webview, "compare", "Compare");
  }

  reveal(): void {
    this.#panel.reveal();
  }

  close(): void {
    this.#panel.dispose();
  }

  /** After a reload of the window: what was recorded, complete or cut off, or what was being set up; nothing is called. */
  async reopen(kept: { readonly comparison: string | undefined; readonly setUp: SetUp | undefined }): Promise<void> {
    const root = rootOf(this.#services, this.#target.uri);
    const file = vscode.workspace.asRelativePath(this.#target.uri, false).replaceAll("\\", "/");
    const found = (await interruptedComparison(root, { file, agentPath: this.#target.agentPath })) ?? kept.comparison;
    const saved = found === undefined ? undefined : await readSavedComparison(root, found);
    if (saved) {
      const runs = await readRuns(root, saved);
      const interrupted = saved.phase === "running" || saved.phase === "paused";
      this.#begun = { id: saved.id, root, saved, keeper: new Keeper(this.#services.logger, []) };
      this.#setUp = saved.setUp;
      this.#phase = "begun";
      const { plan } = planOf({ subject: saved.about.subject }, saved.setUp);
      this.#matrix = {
        phase: interrupted ? "running" : saved.phase,
        runs,
        ...(plan && { plan }),
        ...(saved.problem && { problem: saved.problem }),
        ...(saved.replaced && { replaced: saved.replaced }),
      };
      this.#reopened = { savedAt: (saved.endedAt ?? saved.startedAt).wallMs, interrupted };
    } else if (kept.setUp) {
      this.#setUp = kept.setUp;
      this.#phase = "set-up";
    }
    await this.#refresh({ read: true });
    this.#sendMatrix();
  }

  async #receive(message: FromCompare): Promise<void> {
    switch (message.type) {
      case "ready":
        await this.#refresh({ read: this.#comparable === undefined });
        return this.#sendMatrix();
      case "set-up":
        if (this.#phase === "begun") return;
        this.#setUp = message.setUp;
        this.#phase = "set-up";
        return this.#refresh();
      case "start":
        return this.#alone((abort) => this.#start(abort, message));
      case "pause":
        return this.#matrixRun?.pause();
      case "resume":
        return this.#matrixRun?.resume();
      case "cancel":
        return this.#cancel();
      case "go-on":
        return this.#alone((abort) => this.#goOn(abort, message.capUsd));
      case "change":
        if (this.#abort) return;
        this.#cancel();
        this.#phase = "set-up";
        this.#begun = undefined;
        this.#reopened = undefined;
        this.#matrix = noMatrix;
        await this.#refresh({ read: true });
        return this.#sendMatrix();
      case "re-run":
        return this.#reRun(message.cell);
      case "open-trace":
        return this.#openTrace(message.cell);
      case "open-diff":
        return this.#openDiff(message.left, message.right);
      case "export":
        return this.#export(message.format);
      case "open-definition":
        return showAgent(this.#services, this.#target);
      case "add-key":
        return void vscode.commands.executeCommand("flashback.setKey");
      case "trust":
        return void vscode.commands.executeCommand("workbench.trust.manage");
    }
  }

  // What the panel says beside the runs.

  async #refresh({ read = false }: { readonly read?: boolean } = {}): Promise<void> {
    const turn = ++this.#turn;
    if (read) {
      const definition = await readDefinition(this.#services, this.#target.uri);
      const comparable =
        definition && (await comparableOf(this.#services, definition, this.#target, this.#lastValues()));
      if (turn !== this.#turn) return;
      this.#comparable = comparable;
    }
    const view = await this.#view();
    if (turn !== this.#turn || this.#closed) return;
    this.#panel.title = `Compare: ${view.subject.agent}${view.simulated ? " (simulated)" : ""}`;
    this.#post({ type: "view", view });
  }

  async #view(): Promise<CompareView> {
    const comparable = this.#comparable;
    const connection = await connectionOf(this.#services);
    const { uri, agentPath } = this.#target;
    const begun = this.#begun;
    const kept = {
      version: 1 as const,
      uri: uri.toString(),
      agentPath,
      ...(begun && { comparison: begun.id }),
    };
    if (begun) {
      const { saved } = begun;
      const unsaved = begun.keeper.problem;
      return {
        ...saved.about,
        connection,
        kept,
        phase: "begun",
        questions: [],
        setUp: saved.setUp,
        startedAt: saved.startedAt,
        ...(saved.endedAt && { endedAt: saved.endedAt }),
        ...(this.#reopened && { reopened: this.#reopened }),
        ...(comparable?.definition.hash !== saved.definitionHash && { stale: true }),
        ...(unsaved !== undefined && { unsaved }),
      };
    }
    if (!comparable) {
      const subject = {
        agent: "agent",
        file: vscode.workspace.asRelativePath(uri, false),
        variants: [],
        models: [],
        levels: [],
        inputs: [],
        sources: [],
        problem: "The definition cannot be read, or this agent is no longer in it.",
      };
      const setUp = { variants: [], models: [], thinking: [], source: "typed", inputs: [], repeats: 1 };
      const plan = { runs: 0, columns: [], concurrency: 1 };
      return { subject, connection, kept, phase: "empty", questions: [], setUp, plan, simulated: connection.simulated };
    }
    this.#setUp = fitting(this.#setUp ?? firstSetUp(comparable), comparable);
    const [plan, questions] = await Promise.all([
      planNoteOf(this.#services, comparable, this.#setUp, connection.simulated),
      this.#phase === "empty" ? questionsOf(this.#services, comparable, connection.simulated) : [],
    ]);
    return {
      subject: comparable.subject,
      connection,
      kept: { ...kept, ...(this.#phase === "set-up" && { setUp: withoutSecrets(this.#setUp, comparable) }) },
      phase: this.#phase,
      questions,
      setUp: this.#setUp,
      plan,
      simulated: connection.simulated,
    };
  }

  /** What was last typed for this agent in the run panel. */
  #lastValues(): JsonObject {
    return this.#services.context.workspaceState.get<JsonObject>(`flashback.inputs:${targetKey(this.#target)}`) ?? {};
  }

  #sendMatrix(): void {
    // First what waits, for the matrix that follows holds it already and replaces everything.
    this.#events.flush();
    const { runs, ...rest } = this.#matrix;
    this.#post({ type: "matrix", matrix: { ...rest, runs: [...runs] }, now: this.#services.clock.now() });
  }

  // Running.

  /** What has arrived is kept. */
  #cancel(): void {
    this.#abort?.abort();
    for (const abort of this.#reRuns.values()) abort.abort();
  }

  /** One at a time, from the click on: a second click, a cancel or a closed panel may come before the first call. */
  async #alone(work: (abort: AbortController) => Promise<void>): Promise<void> {
    if (this.#abort || this.#closed || !vscode.workspace.isTrusted) return;
    const abort = new AbortController();
    this.#abort = abort;
    try {
      await work(abort);
    } finally {
      // Whatever went wrong: nothing goes on unseen.
      abort.abort();
      this.#abort = undefined;
    }
    await this.#refresh();
  }

  async #start(
    abort: AbortController,
    { confirmed, capUsd }: Pick<Extract<FromCompare, { type: "start" }>, "confirmed" | "capUsd">,
  ): Promise<void> {
    if (this.#begun) return;
    await this.#refresh({ read: true });
    const [comparable, setUp] = [this.#comparable, this.#setUp];
    if (!comparable || !setUp) return;
    const client = await this.#services.openClient();
    const note = await planNoteOf(this.#services, comparable, setUp, client.simulated);
    const { plan } = planOf(comparable, setUp);
    if (!plan || note.problem !== undefined || comparable.subject.problem !== undefined) return;
    // The view asks; this is for a view that did not know the newest cost.
    if (mayExceed(note.cap, note.cost) && capUsd === undefined) return;
    if ((note.asksAboveUsd !== undefined && !confirmed) || abort.signal.aborted) return;
    const id = newRunId(this.#services);
    const { root, hash } = comparable.definition;
    const saved: SavedComparison = {
      version: 1,
      id,
      definitionHash: hash,
      agentPath: this.#target.agentPath,
      setUp,
      about: { subject: comparable.subject, plan: note, simulated: client.simulated },
      startedAt: this.#services.clock.now(),
      phase: "running",
      ...(capUsd !== undefined && { capUsd }),
      cells: [],
    };
    this.#matrix = noMatrix;
    this.#reopened = undefined;
    this.#phase = "begun";
    await this.#run(abort, client, { id, root, saved, comparable, keeper: await this.#keeper(comparable) });
  }

  /** What is missing of a comparison that was cancelled, stopped or interrupted. Errors are not tried again. */
  async #goOn(abort: AbortController, capUsd: number | undefined): Promise<void> {
    const [begun, comparable] = [this.#begun, this.#comparable];
    if (!begun || !comparable) return;
    if (comparable.definition.hash !== begun.saved.definitionHash || this.#lacksSecrets(begun)) return;
    const client = await this.#services.openClient();
    if (client.simulated !== begun.saved.about.simulated) {
      void vscode.window.showWarningMessage(
        "This comparison was begun with another connection: real and simulated runs are never put in one column. Compare again instead.",
      );
      return;
    }
    if (abort.signal.aborted) return;
    this.#reopened = undefined;
    const { endedAt: _, ...rest } = begun.saved;
    const saved = {
      ...rest,
      startedAt: this.#asIfWithoutBreak(begun.saved),
      ...(capUsd !== undefined && { capUsd }),
    };
    await this.#run(abort, client, { ...begun, saved, comparable, keeper: await this.#keeper(comparable) });
  }

  /** Read back from the disk it has its secret inputs no more: a run with what stands there instead would be another one. */
  #lacksSecrets({ saved }: Begun): boolean {
    const secret = saved.about.subject.inputs.filter((input) => input.secret).map((input) => input.name);
    const lacks =
      this.#reopened !== undefined &&
      saved.setUp.inputs.some(({ values }) => secret.some((name) => (values[name] ?? "") !== ""));
    if (lacks) {
      void vscode.window.showWarningMessage(
        "The secret inputs of this comparison were not kept. Compare again to type them in.",
      );
    }
    return lacks;
  }

  /** When it would have begun had it gone on at once: what it took does not hold the time in which nothing ran. */
  #asIfWithoutBreak({ startedAt, endedAt }: SavedComparison): Stamp {
    const ends = [...this.#matrix.runs.values()].flatMap((run) => ("endedAt" in run ? [run.endedAt.wallMs] : []));
    const worked = Math.max(0, (endedAt?.wallMs ?? Math.max(startedAt.wallMs, ...ends)) - startedAt.wallMs);
    const now = this.#services.clock.now();
    return { monoNs: now.monoNs - worked * 1e6, wallMs: now.wallMs - worked };
  }

  async #keeper(comparable: Comparable): Promise<Keeper> {
    const base = comparable.agents.get("base");
    const rows = this.#setUp?.inputs ?? [];
    const secrets = base ? await Promise.all(rows.map((row) => secretsOf(this.#services, base, row.values))) : [];
    return new Keeper(this.#services.logger, [...new Set(secrets.flat())]);
  }

  async #run(abort: AbortController, client: ModelClient, begun: Begun): Promise<void> {
    const { comparable } = begun;
    const { plan } = planOf({ subject: begun.saved.about.subject }, begun.saved.setUp);
    if (!comparable || !plan) return;
    this.#begun = begun;
    for (const one of this.#reRuns.values()) one.abort();
    this.#matrix = withRoom(this.#matrix, this.#services.clock.now());
    this.#sendMatrix();
    await this.#refresh();
    // What is simulated spends nothing.
    const cap = client.simulated ? undefined : (begun.saved.capUsd ?? comparable.cap?.usd);
    const used = [...this.#matrix.runs.values()]
      .flatMap((run) => (run.kind === "waiting" ? [] : [totalsOf(run).usage]))
      .reduce(addUsage, noUsage);
    const { definition } = comparable;
    const budget = {
      ...suiteBudgetOf(definition.document, this.#target.agentPath),
      ...(cap !== undefined && { maxCostUsd: cap }),
    };
    const matrix = runMatrix({
      plan,
      clock: this.#services.clock,
      signal: abort.signal,
      concurrency: this.#services.settings().concurrency,
      ...(!client.simulated && { budget, used, since: begun.saved.startedAt, spent: spentOf(this.#matrix).cost }),
      done: new Set(this.#matrix.runs.keys()),
      runCell: (cell, signal) => this.#runCell(cell, { client, begun, signal }),
    });
    this.#matrixRun = matrix;
    try {
      for await (const event of matrix) this.#take(event);
    } finally {
      this.#matrixRun = undefined;
      const at = this.#services.clock.now();
      // Only a bug of ours ends a matrix without a word; the panel must not wait for ever.
      if (this.#matrix.phase === "running" || this.#matrix.phase === "paused") {
        this.#take({ kind: "ended", at, how: "cancelled" });
      }
      this.#events.flush();
      this.#save({ endedAt: at });
      await begun.keeper.flush();
    }
  }

  #take(event: MatrixEvent): void {
    this.#matrix = stepMatrix(this.#matrix, event);
    this.#events.add(
      event.kind === "cell" && event.event.kind === "chunk" ? { ...event, event: { ...event.event, raw: "" } } : event,
    );
    const begun = this.#begun;
    if (!begun) return;
    if (event.kind === "cell") {
      const run = this.#matrix.runs.get(event.cell);
      if (run) begun.keeper.keepRun(begun.root, run);
      if (event.event.kind === "started") this.#save();
    } else this.#save();
  }

  #save(more: Partial<SavedComparison> = {}): void {
    const begun = this.#begun;
    if (!begun) return;
    const { phase, problem, replaced, runs } = this.#matrix;
    const saved: SavedComparison = {
      ...begun.saved,
      ...more,
      phase,
      ...(problem && { problem }),
      ...(replaced && { replaced }),
      cells: [...runs].flatMap(([cell, run]) => (run.kind === "waiting" ? [] : [[cell, run.setup.runId] as const])),
    };
    this.#begun = { ...begun, saved };
    begun.keeper.keep(comparisonFile(begun.root, begun.id), () => saved);
  }

  async *#runCell(
    cell: MatrixCell,
    { client, begun, signal }: { readonly client: ModelClient; readonly begun: Begun; readonly signal: AbortSignal },
  ): AsyncGenerator<RunEvent> {
    const { comparable, saved, root } = begun;
    const { plan } = planOf({ subject: saved.about.subject }, saved.setUp);
    const column = plan?.columns[cell.column];
    const variant = column && comparable?.agents.get(column.variant);
    const input = plan?.inputs[cell.row];
    if (!comparable || !variant || !input) return;
    const agent = agentOfColumn(variant, column);
    const inputs = givenOf(input.values, comparable.subject);
    const setup = setupOf({
      runId: newRunId(this.#services, cell.id),
      agent,
      variant: column.variant,
      inputs,
      file: comparable.definition.file,
      definitionHash: comparable.definition.hash,
      client,
      prices: this.#services.prices(),
    });
    const secrets = await secretsOf(this.#services, agent, inputs);
    yield* recordedRun(this.#services, {
      root,
      setup,
      agent,
      client,
      secrets,
      definition: comparable.definition.text,
      expected: saved.about.plan.columns[cell.column]?.expected,
      signal,
    });
  }

  /** One cell again; its former run stays recorded in its own folder. Asks first where it costs. */
  async #reRun(cellId: string): Promise<void> {
    const [begun, comparable] = [this.#begun, this.#comparable];
    const cell = this.#matrix.plan?.cells.find((one) => one.id === cellId);
    if (this.#abort || !begun || !comparable || !cell || this.#reRuns.has(cellId) || !vscode.workspace.isTrusted)
      return;
    if (comparable.definition.hash !== begun.saved.definitionHash || this.#lacksSecrets(begun)) return;
    const abort = new AbortController();
    this.#reRuns.set(cellId, abort);
    // Back at the set-up, or once the comparison goes on, it is recorded and its cell belongs to others.
    const isShown = () => this.#begun?.id === begun.id && !this.#abort;
    try {
      const client = await this.#services.openClient();
      if (client.simulated !== begun.saved.about.simulated) {
        void vscode.window.showWarningMessage(
          "This comparison was made with another connection: real and simulated runs are never put in one column.",
        );
        return;
      }
      if (!client.simulated && !(await this.#agrees(cell, { ...begun, comparable }))) return;
      if (abort.signal.aborted) return;
      for await (const event of this.#runCell(cell, {
        client,
        begun: { ...begun, comparable },
        signal: abort.signal,
      })) {
        if (isShown()) this.#take({ kind: "cell", cell: cellId, event });
      }
      if (isShown()) this.#save();
    } finally {
      this.#reRuns.delete(cellId);
      this.#events.flush();
      await begun.keeper.flush();
    }
  }

  /** The file's cap holds for a cell by itself too: beyond it only who raises it goes on. */
  async #agrees(cell: MatrixCell, begun: Begun): Promise<boolean> {
    const { columns } = begun.saved.about.plan;
    const estimate = columns[cell.column]?.estimate;
    const cost = estimate
      ? `about ${formatUsd(estimate.p50)} (80 %: ${formatUsdRange(estimate.range.low, estimate.range.high)})`
      : "an unknown amount";
    const cap = begun.saved.capUsd ?? begun.comparable?.cap?.usd;
    const spent = spentOf(this.#matrix);
    // Cells that run again at the same moment have not said yet what they cost.
    const columnOf = (id: string) => this.#matrix.plan?.cells.find((one) => one.id === id)?.column ?? -1;
    const under = [...this.#reRuns.keys()]
      .filter((id) => id !== cell.id)
      .reduce<NanoUsd>((sum, id) => addUsd(sum, columns[columnOf(id)]?.estimate?.range.high ?? zeroUsd), zeroUsd);
    const committed = addUsd(spent.cost, under);
    const after = addUsd(committed, estimate?.range.high ?? nanoUsd(1));
    const over = cap !== undefined && after > fromUsd(cap);
    const raised = over ? raisedCap({ low: after, high: after }) : undefined;
    const go = raised === undefined ? "Run Again" : `Raise the Cap to ${formatCap(raised)} and Run Again`;
    const capped =
      cap === undefined || !over ? "" : ` ${formatUsd(spent.cost, spent)} of the cap of ${formatCap(cap)} is spent.`;
    const answer = await vscode.window.showWarningMessage(
      `Run this cell again? It costs ${cost}.${capped}`,
      { modal: true },
      go,
    );
    if (answer !== go) return false;
    // For this comparison, as when it goes on beyond its cap.
    if (raised !== undefined && this.#begun?.id === begun.id) {
      this.#begun = { ...this.#begun, saved: { ...this.#begun.saved, capUsd: raised } };
      this.#save();
    }
    return true;
  }

  // Looking closer.

  async #openTrace(cell: string): Promise<void> {
    const run = this.#matrix.runs.get(cell);
    if (!run || run.kind === "waiting" || !this.#begun) return;
    const file = path.join(runsFolder(this.#begun.root), run.setup.runId, traceName);
    await vscode.commands.executeCommand("vscode.openWith", vscode.Uri.file(file), "flashback.trace");
  }

  async #openDiff(left: string, right: string): Promise<void> {
    const text = (cellId: string) => {
      const run = this.#matrix.runs.get(cellId);
      const cell = this.#matrix.plan?.cells.find((one) => one.id === cellId);
      const column = cell && this.#matrix.plan?.columns[cell.column];
      if (!run || run.kind === "waiting" || !cell || !column) return undefined;
      const where = `input ${cell.row + 1}${(this.#matrix.plan?.repeats ?? 1) > 1 ? `, run ${cell.repeat + 1}` : ""}`;
      return { id: run.setup.runId, name: `${column.id}, ${where}`, text: outputOf(run) };
    };
    const [a, b] = [text(left), text(right)];
    if (a && b) await this.#texts.diff(a, b);
  }

  async #export(format: "csv" | "markdown" | "json"): Promise<void> {
    const view = await this.#view();
    const language = { csv: "plaintext", markdown: "markdown", json: "json" }[format];
    const document = await vscode.workspace.openTextDocument({
      language,
      content: exportComparison(format, view, this.#matrix),
    });
    await vscode.window.showTextDocument(document, { preview: false });
  }

  #post(message: ToCompare): void {
    // What ends after the panel was closed is recorded all the same.
    if (!this.#closed) void this.#panel.webview.postMessage(message);
  }
}

/** What may be kept outside the secret storage; secrets are typed in again. */
function withoutSecrets(setUp: SetUp, { subject }: Comparable): SetUp {
  const secret = new Set(subject.inputs.filter((input) => input.secret).map((input) => input.name));
  return {
    ...setUp,
    inputs: setUp.inputs.map((input) => ({
      ...input,
      values: Object.fromEntries(Object.entries(input.values).filter(([name]) => !secret.has(name))),
    })),
  };
}

/** The set-up with what the definition no longer has left out. */
function fitting(setUp: SetUp, { subject }: Comparable): SetUp {
  const has = (name: string) => subject.variants.some((variant) => variant.name === name);
  const source = subject.sources.find((one) => one.id === setUp.source);
  const first = subject.sources[0];
  return {
    ...setUp,
    variants: setUp.variants.some(has) ? setUp.variants.filter(has) : ["base"],
    ...(!source && first && { source: first.id, inputs: first.rows.slice(0, 40) }),
  };
}
