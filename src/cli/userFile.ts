import { readFile, stat } from "node:fs/promises";
import { UsageError } from "./command.ts";

/** The text of a file the user named, or one sentence. */
export async function readUserFile(absolute: string, named: string): Promise<string> {
  try {
    return await readFile(absolute, "utf8");
  } catch (error) {
    throw unreadable(error, named);
  }
}

/** Why a file that the user named cannot be read. */
export function unreadable(error: unknown, named: string): UsageError {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return new UsageError(`There is no file ${named}.`);
  if (code === "EISDIR") return new UsageError(`${named} is a folder; name a file in it.`);
  if (code === "EACCES" || code === "EPERM") return new UsageError(`${named} cannot be read: permission denied.`);
  return new UsageError(`${named} cannot be read: ${message}`);
}

export async function isFolder(absolute: string): Promise<boolean> {
  return (await stat(absolute).catch(() => undefined))?.isDirectory() ?? false;
}
