import { lstat, mkdir, open, readdir, readFile, rm, rmdir, stat } from "node:fs/promises";
import path from "node:path";
import { type AgentTemplate, readTemplate, type TemplateFile } from "../core/language/agentTemplate.ts";

/** The templates of a folder. One that cannot be used is named with its reason, and the others stay. */
export interface TemplateFolder {
  readonly templates: readonly AgentTemplate[];
  readonly broken: readonly { readonly name: string; readonly reason: string }[];
}

/** What one template may hold at most: it is read as a whole. */
const most = { files: 200, bytes: 10 * 1024 * 1024, depth: 6 } as const;
const ignored = new Set(["node_modules", ".git", ".flashback", ".DS_Store"]);
const definition = /^(.+)\.agent\.ya?ml$/;

/** Every folder in `folder` is a template, and every definition that lies in it by itself. Rejects when it cannot be read. */
export async function readTemplates(folder: string): Promise<TemplateFolder> {
  const templates: AgentTemplate[] = [];
  const broken: { name: string; reason: string }[] = [];
  const names = (await readdir(folder)).filter((name) => !name.startsWith(".") && !ignored.has(name)).sort();
  for (const entry of names) {
    const place = path.join(folder, entry);
    const name = definition.exec(entry)?.[1] ?? entry;
    try {
      const isFolder = (await stat(place)).isDirectory();
      if (!isFolder && name === entry) continue;
      const files = isFolder ? await filesIn(place) : [await fileAt(folder, entry)];
      const read = readTemplate(name, files);
      if ("problem" in read) broken.push({ name, reason: read.problem });
      else templates.push(read);
    } catch (error) {
      broken.push({ name, reason: error instanceof Refused ? error.message : cannot("be read", error) });
    }
  }
  return { templates, broken };
}

/** The built-in ones and those of a folder of the user's own, which come first and stand for a built-in one of their name. */
export async function allTemplates(builtIn: string, own: string | undefined): Promise<TemplateFolder> {
  const [mine, ours] = await Promise.all([own === undefined ? undefined : readTemplates(own), readTemplates(builtIn)]);
  const order = ["hello", "classifier", "extraction", "customer_support", "sales", "research", "support_team"];
  const rank = ({ name }: AgentTemplate) => (order.indexOf(name) + order.length + 1) % (order.length + 1);
  const rest = ours.templates
    .filter(({ name }) => !mine?.templates.some((template) => template.name === name))
    .sort((a, b) => rank(a) - rank(b));
  return { templates: [...(mine?.templates ?? []), ...rest], broken: [...(mine?.broken ?? []), ...ours.broken] };
}

/** Of the files that would be written, those that something stands in the way of. */
export async function inTheWay(folder: string, files: readonly TemplateFile[]): Promise<readonly string[]> {
  const there = await Promise.all(files.map((file) => exists(path.join(folder, file.path))));
  return files.filter((_, i) => there[i]).map((file) => file.path);
}

/** Writes new files and never over one that is there. When one cannot be written, none of them stays. */
export async function writeNewFiles(folder: string, files: readonly TemplateFile[]): Promise<void> {
  const made: (() => Promise<void>)[] = [];
  try {
    for (const file of files) {
      const place = path.join(folder, file.path);
      await makeFolder(path.dirname(place), made);
      await writeNew(place, file.content, made);
    }
  } catch (error) {
    // What cannot be taken back either stays; the reason that is told is the first.
    for (const undo of made.reverse()) await undo().catch(() => {});
    throw error;
  }
}

async function writeNew(place: string, content: string | Uint8Array, made: (() => Promise<void>)[]): Promise<void> {
  const file = await open(place, "wx");
  // From here on the file is ours, also when the disk is full before its end.
  made.push(() => rm(place));
  try {
    await file.writeFile(content);
  } finally {
    await file.close();
  }
}

/** Level by level, so that each can be taken back. */
async function makeFolder(folder: string, made: (() => Promise<void>)[]): Promise<void> {
  if (await exists(folder)) return;
  await makeFolder(path.dirname(folder), made);
  await mkdir(folder);
  made.push(() => rmdir(folder));
}

async function filesIn(folder: string): Promise<TemplateFile[]> {
  const files: TemplateFile[] = [];
  let bytes = 0;
  const visit = async (inside: string, depth: number): Promise<void> => {
    const entries = await readdir(path.join(folder, inside), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const relative = inside ? `${inside}/${entry.name}` : entry.name;
      if (ignored.has(entry.name)) continue;
      if (entry.isDirectory()) {
        if (depth === most.depth) throw new Refused(`${relative} is more than ${most.depth} folders deep.`);
        await visit(relative, depth + 1);
      } else if (!entry.isFile()) throw new Refused(`${relative} is no ordinary file, and only those are copied.`);
      else {
        bytes += (await stat(path.join(folder, relative))).size;
        if (files.length === most.files) throw new Refused(`It has more than ${most.files} files.`);
        if (bytes > most.bytes) throw new Refused(`It is larger than ${most.bytes / 1024 / 1024} MB.`);
        files.push(await fileAt(folder, relative));
      }
    }
  };
  await visit("", 0);
  return files;
}

async function fileAt(folder: string, relative: string): Promise<TemplateFile> {
  const bytes = await readFile(path.join(folder, relative));
  return { path: relative, content: /\.ya?ml$/.test(relative) ? new TextDecoder().decode(bytes) : bytes };
}

/** "It cannot be read: permission denied." */
function cannot(what: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const why = code === "EACCES" || code === "EPERM" ? "permission denied" : message;
  return `It cannot ${what}: ${why}.`;
}

async function exists(file: string): Promise<boolean> {
  // Also of a link that leads nowhere: it would be written through.
  return lstat(file).then(
    () => true,
    () => false,
  );
}

/** A template that is there and is not taken; the message is the sentence for the user. */
class Refused extends Error {}
