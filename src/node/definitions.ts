import type { Dirent } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";

interface FindOptions {
  readonly matches: (name: string) => boolean;
  /** 0: not in the folders below. */
  readonly depth?: number;
}

/** Folders that hold other people's files, or what was built. */
const passedOver = new Set(["node_modules", "dist", "out", "build", "target", "venv", "__pycache__"]);
const mostDefinitions = 20_000;
/** Larger files are not definitions that somebody wrote. Bytes. */
const largest = 20 * 1024 * 1024;

/** The files in a folder and below it whose name matches, as addresses. What cannot be read is passed over. */
export async function findDefinitions(folder: string, options: FindOptions): Promise<readonly string[]> {
  const { matches, depth = 32 } = options;
  const found: string[] = [];
  const visit = async (at: string, level: number): Promise<void> => {
    let entries: Dirent[];
    try {
      entries = await readdir(at, { withFileTypes: true });
    } catch {
      // Not readable: nothing is found in it.
      return;
    }
    const below: string[] = [];
    for (const entry of entries) {
      const inner = path.join(at, entry.name);
      if (entry.isDirectory()) {
        if (level < depth && !entry.name.startsWith(".") && !passedOver.has(entry.name)) below.push(inner);
      } else if (matches(entry.name) && found.length < mostDefinitions) found.push(pathToFileURL(inner).href);
    }
    for (const inner of below) {
      if (found.length >= mostDefinitions) return;
      await visit(inner, level + 1);
    }
  };
  await visit(folder, 0);
  return found;
}

/** A file's text; `why`: a sentence that says why it cannot be read; neither when it is not there. */
export async function readDefinition(file: string): Promise<{ readonly text?: string; readonly why?: string }> {
  try {
    const about = await stat(file);
    if (!about.isFile()) return {};
    if (about.size > largest) return { why: "This file is larger than 20 MB, so it is not checked." };
    return { text: new TextDecoder().decode(await readFile(file)) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return {};
    if (code === "EACCES" || code === "EPERM")
      return { why: "This file cannot be read: its permissions do not allow it." };
    if (code === "ELOOP") return { why: "This file cannot be read: its link leads back to itself." };
    return { why: `This file cannot be read: ${message}.` };
  }
}
