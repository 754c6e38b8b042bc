import { readdir } from "node:fs/promises";
import path from "node:path";

const mostFiles = 500;
const deepest = 6;

/** The files of a folder and below, with `/`, in order. Hidden ones and packages are left out; links are not followed. */
export async function listFolder(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  const visit = async (relative: string, depth: number): Promise<void> => {
    const entries = await readdir(path.join(folder, relative), { withFileTypes: true }).catch(() => []);
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (found.length >= mostFiles || entry.name.startsWith(".") || entry.name === "node_modules") continue;
      const name = relative ? `${relative}/${entry.name}` : entry.name;
      if (entry.isDirectory() && depth < deepest) await visit(name, depth + 1);
      else if (entry.isFile()) found.push(name);
    }
  };
  await visit("", 0);
  return found;
}
