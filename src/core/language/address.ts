import { refusal } from "../document/paths.ts";

/**
 * Addresses (`file:///home/a/x.agent.yaml`) in one spelling, so that they can be compared: editors differ in what they
 * escape, and in the case of a drive's letter.
 */
export function canonical(uri: string): string {
  let found = spelled.get(uri);
  if (found === undefined) {
    // The same few are asked for again and again.
    if (spelled.size >= 10_000) spelled.clear();
    found = spell(uri);
    spelled.set(uri, found);
  }
  return found;
}
const spelled = new Map<string, string>();

function spell(uri: string): string {
  const { front, path } = split(uri);
  return (
    front +
    path
      .split("/")
      .map((step) => encodeURIComponent(decoded(step)))
      .join("/")
      .replace(/^\/([A-Z])%3A/, (_, letter: string) => `/${letter.toLowerCase()}%3A`)
  );
}

/** Of the file that a definition (or a prompt) names by a path beside it; undefined where a path may not lead. */
export function addressOf(uri: string, file: string): string | undefined {
  if (file === "" || refusal(file)) return undefined;
  const { front, path } = split(canonical(uri));
  const steps = path.split("/").slice(0, -1);
  for (const step of file.split("/")) {
    if (step === "" || step === ".") continue;
    if (step !== "..") steps.push(encodeURIComponent(step));
    else if (steps.length > 1) steps.pop();
    else return undefined;
  }
  return front + steps.join("/");
}

/** The path by which a file names another. `./` in front of the old path stays. */
export function pathBetween(from: string, to: string, old = ""): string {
  const start = split(canonical(from)).path.split("/").slice(0, -1).map(decoded);
  const end = split(canonical(to)).path.split("/").map(decoded);
  let common = 0;
  while (common < start.length && common < end.length - 1 && start[common] === end[common]) common++;
  const up = start.slice(common).map(() => "..");
  const path = [...up, ...end.slice(common)].join("/");
  return old.startsWith("./") && up.length === 0 ? `./${path}` : path;
}

/** Whether an address is that of a file, or of one inside that folder. */
export function isWithin(uri: string, folder: string): boolean {
  return uri === folder || uri.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}

export function folderOf(uri: string): string {
  return uri.slice(0, uri.lastIndexOf("/"));
}

/** The last part of an address, as people write it. */
export function fileNameOf(uri: string): string {
  return decoded(uri.slice(uri.lastIndexOf("/") + 1));
}

function split(uri: string): { front: string; path: string } {
  const front = /^[a-z][a-z0-9+.-]*:(?:\/\/[^/]*)?/i.exec(uri)?.[0] ?? "";
  return { front, path: uri.slice(front.length) };
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    // A lone % is a character of the name.
    return step;
  }
}
