import { createHash } from "node:crypto";
import { readFile, realpath, stat } from "node:fs/promises";
import path from "node:path";
import type { ReadText } from "../core/base/readText.ts";

/** A prompt part or data file larger than this is refused instead of filling memory. Bytes. */
const LARGEST = 20 * 1024 * 1024;

/**
 * Reads text beside `definition`. Nothing outside `root` is read, also not through a link: a definition from somewhere
 * else must not be able to put a private file into a prompt.
 */
export function readTextBeside(definition: string, root: string = path.dirname(definition)): ReadText {
  return async (relative) => {
    try {
      if (path.isAbsolute(relative)) return undefined;
      const [file, limit] = await Promise.all([
        realpath(path.resolve(path.dirname(definition), relative)),
        realpath(root),
      ]);
      if (file !== limit && !file.startsWith(limit + path.sep)) return undefined;
      const about = await stat(file);
      // A pipe would be waited for without end.
      if (!about.isFile() || about.size > LARGEST) return undefined;
      return new TextDecoder().decode(await readFile(file));
    } catch {
      // Not there, a folder, or not readable: for the definition all the same, and it says so where the path stands.
      return undefined;
    }
  };
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
