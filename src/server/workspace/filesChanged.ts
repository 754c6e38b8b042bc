import { canonical } from "../../core/language/address.ts";
import type { Session } from "../session.ts";
import { readDefinition } from "./firstCheck.ts";
import { isDefinition } from "./workspace.ts";

export interface FileChange {
  readonly uri: string;
  readonly type: number;
}

/** LSP's numbers for a file that has come, and for one that is gone. */
const created = 1;
const deleted = 3;

/**
 * Files or folders have changed on the disk. A folder comes, and goes, with all that is in it: nobody tells about each
 * file (an editor that learns of a folder too late to watch it has missed those that were written at once).
 */
export async function filesChanged(session: Session, changes: readonly FileChange[]): Promise<void> {
  const { client, workspace, diagnostics } = session;
  // Without a list, or from an editor that does not watch, all files may have changed.
  let news = changes.length === 0 || !client.workspace?.didChangeWatchedFiles?.dynamicRegistration;
  if (news) {
    session.world.forgetRuns?.();
    workspace.forgetTexts();
    for (const document of session.open.values()) diagnostics.recheck(document);
  }
  for (const change of changes) news = (await fileChanged(session, change)) || news;
  if (!news) return;
  for (const document of session.open.values()) document.forgetEstimates();
  session.foreign.filesChanged();
  session.refreshEstimates();
}

/** Whether a definition, or what one may name, has changed. */
async function fileChanged(session: Session, { uri, type }: FileChange): Promise<boolean> {
  const { workspace, world, diagnostics } = session;
  if (recorded.test(uri)) {
    // While a run goes on its trace grows line by line; it teaches when its manifest says that it has ended.
    if (type !== deleted && !uri.endsWith("/manifest.json")) return false;
    world.forgetRuns?.();
    return true;
  }
  const key = canonical(uri);
  const texts = workspace.forgetTextsWithin(key);
  for (const each of [key, ...texts]) diagnostics.touched(each);
  let inside: readonly string[] = [];
  if (type === deleted) {
    inside = workspace.forgetWithin(uri);
    for (const each of inside) {
      diagnostics.gone(each);
      diagnostics.touched(each);
    }
  } else if (isDefinition(uri)) {
    if (workspace.isInside(key) || workspace.has(key)) inside = [uri];
  } else if (type === created && workspace.isInside(key) && !passedOver.test(uri)) {
    inside = (await world.findDefinitions?.(uri, { matches: isDefinition })) ?? [];
  }
  if (type !== deleted) for (const each of inside) await definitionChanged(session, each);
  return texts.length > 0 || inside.length > 0 || nameable.test(uri);
}

async function definitionChanged(session: Session, uri: string): Promise<void> {
  await readDefinition(session, uri);
  session.diagnostics.changedOnDisk(uri);
  session.diagnostics.touched(uri);
}

/** Files that a definition may name: prompts, data, tools. */
const nameable = /\.(?:md|txt|prompt|csv|jsonl|json|ya?ml)$/i;
/** What runs leave, and the folder that holds it all. */
const recorded = /\/\.flashback(?:\/runs(?:\/|$)|$)/;
/** What builds and version control write, in great numbers. */
const passedOver = /\/(?:node_modules|\.[^/]*)\//;
