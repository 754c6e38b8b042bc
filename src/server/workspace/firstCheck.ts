import type { WorkDoneProgressServerReporter } from "vscode-languageserver";
import { recognise } from "../../core/foreign/recognise.ts";
import { canonical } from "../../core/language/address.ts";
import { fileReferences } from "../../core/language/fileReferences.ts";
import type { Session } from "../session.ts";
import { Turns } from "./turns.ts";
import { isDefinition } from "./workspace.ts";

/** How many files are read at once. */
const atOnce = 16;
/** Between two messages about how far it is. Milliseconds. */
const between = 100;

/**
 * Reads all definitions of some folders and checks each, with progress and a way to stop. Whoever stops it stops the
 * checks; what references and rename need is read to the end.
 */
export async function firstCheck(session: Session, folders: readonly string[]): Promise<void> {
  const { workspace, world, diagnostics } = session;
  if (!world.findDefinitions || !world.readFile) return;
  const found = (
    await Promise.all(folders.map((folder) => world.findDefinitions?.(folder, { matches: isDefinition }) ?? []))
  ).flat();
  if (found.length === 0) return;
  const progress = await openProgress(session, found.length);
  const read = inParallel(found, (uri) => readDefinition(session, uri));
  const turns = new Turns();
  let last = 0;
  for (const [i, uri] of found.entries()) {
    // The next ones are read while this one is checked.
    await read[i];
    const each = canonical(uri);
    // A mistake of ours at one definition leaves the others alone.
    await session.safely("check", undefined, async () => {
      const document = workspace.isOpen(each) ? undefined : workspace.document(each);
      if (document) await workspace.readTexts(each, fileReferences(document));
      if (!progress.token?.isCancellationRequested && !workspace.isOpen(each)) await diagnostics.checkClosed(each);
    });
    const now = performance.now();
    if (now - last > between) {
      progress.report(i + 1);
      last = now;
    }
    await turns.next();
  }
  progress.done();
  // Who names whom is asked later, if at all.
  for (const each of workspace.uris()) {
    workspace.facts(each);
    await turns.next();
  }
}

/** A definition outside of all folders sees those in its own. */
export async function readBeside(session: Session, folder: string): Promise<void> {
  const found = (await session.world.findDefinitions?.(folder, { matches: isDefinition, depth: 0 })) ?? [];
  await Promise.all(inParallel(found, (uri) => readDefinition(session, uri)));
}

/** A file or a folder that is new. */
export async function readWithin(session: Session, uri: string): Promise<void> {
  const { workspace, world, diagnostics } = session;
  if (!workspace.isInside(canonical(uri))) return;
  const found = isDefinition(uri) ? [uri] : ((await world.findDefinitions?.(uri, { matches: isDefinition })) ?? []);
  await Promise.all(inParallel(found, (each) => readDefinition(session, each)));
  for (const each of found) {
    diagnostics.changedOnDisk(each);
    diagnostics.touched(each);
  }
}

/** From the disk into the index; a file that is not there is forgotten. */
export async function readDefinition({ workspace, world }: Session, uri: string): Promise<void> {
  const { text, why } = (await world.readFile?.(uri)) ?? {};
  if (text !== undefined && isOurs(uri, text)) workspace.read(uri, text.startsWith("\uFEFF") ? text.slice(1) : text);
  else if (why !== undefined) workspace.cannotRead(uri, why);
  else workspace.forget(uri);
}

/**
 * Others call their files `*.agent.yaml` too. One that nobody has opened counts as ours when it says so, or has a key that
 * only our definitions have.
 */
function isOurs(uri: string, text: string): boolean {
  const dialect = recognise(uri, text);
  if (dialect) return dialect === "native";
  return (
    /\.agent\.ya?ml$/i.test(uri) &&
    !/^apiVersion:/m.test(text) &&
    /^(?:system_instruction|sub_agents|extends):/m.test(text)
  );
}

/** Begins at the first items; the answer for each is there when it is done. */
function inParallel<T>(items: readonly T[], run: (item: T) => Promise<void>): readonly Promise<void>[] {
  const done: Promise<void>[] = [];
  for (const [i, item] of items.entries()) {
    done.push(i < atOnce ? run(item) : (done[i - atOnce] as Promise<void>).then(() => run(item)));
  }
  return done;
}

interface Progress {
  readonly token?: WorkDoneProgressServerReporter["token"];
  report(count: number): void;
  done(): void;
}

async function openProgress(session: Session, total: number): Promise<Progress> {
  const none: Progress = { report: () => {}, done: () => {} };
  if (!session.client.window?.workDoneProgress) return none;
  const progress = await session.safely("progress", undefined, () =>
    session.connection.window.createWorkDoneProgress(),
  );
  if (!progress) return none;
  progress.begin("Checking definitions", 0, `0/${total}`, true);
  return {
    token: progress.token,
    report: (count) => progress.report(Math.floor((100 * count) / total), `${count}/${total}`),
    done: () => progress.done(),
  };
}
