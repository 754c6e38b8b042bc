import { createHash } from "node:crypto";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import path from "node:path";
import type { ReadText } from "../core/base/readText.ts";

/** A prompt part or data file larger than this is refused instead of filling memory. Bytes. */
const LARGEST = 20 * 1024 * 1024;

/** The disks of these systems find a file under any case of its letters. */
const anyCase = process.platform === "darwin" || process.platform === "win32";

/**
 * Reads text beside `definition`. Nothing outside `root` is read, also not through a link: a definition from somewhere
 * else must not be able to put a private file into a prompt.
 */
export function readTextBeside(definition: string, root: string = path.dirname(definition)): ReadText {
  const folder = path.dirname(definition);
  const inside = async (relative: string) => {
    const [file, limit] = await Promise.all([realpath(path.resolve(folder, relative)), realpath(root)]);
    return file === limit || file.startsWith(limit + path.sep) ? file : undefined;
  };
  const read = async (relative: string) => {
    try {
      const file = path.isAbsolute(relative) ? undefined : await inside(relative);
      if (!file) return undefined;
      const about = await stat(file);
      // A pipe would be waited for without end.
      if (!about.isFile() || about.size > LARGEST) return undefined;
      return new TextDecoder().decode(await readFile(file));
    } catch {
      // Not there, a folder, or not readable: for the definition all the same, and it says so where the path stands.
      return undefined;
    }
  };
  const spelling = async (relative: string) => {
    try {
      if (path.isAbsolute(relative)) return undefined;
      // Where letters are told apart, what is found is spelled right.
      if (!anyCase && (await inside(relative).catch(() => undefined))) return undefined;
      const spelled = await spelledOnDisk(folder, relative.split("/"));
      return spelled === undefined || spelled === relative || !(await inside(spelled)) ? undefined : spelled;
    } catch {
      // A folder on the way is not there, or cannot be listed: then nothing is known of its files.
      return undefined;
    }
  };
  return Object.assign(read, { spelling });
}

/** The steps of a path as their folders list them; a step that is listed as it is written is right. */
async function spelledOnDisk(folder: string, steps: readonly string[]): Promise<string | undefined> {
  const spelled: string[] = [];
  for (const step of steps) {
    let name: string | undefined = step;
    if (step !== "." && step !== ".." && step !== "") {
      const listed = await readdir(path.join(folder, ...spelled));
      const plain = step.toLowerCase();
      name = listed.includes(step) ? step : listed.find((each) => each.toLowerCase() === plain);
    }
    if (name === undefined) return undefined;
    spelled.push(name);
  }
  return spelled.join("/");
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
