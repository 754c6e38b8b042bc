import path from "node:path";
import { type AgentTemplate, nameProblem, newAgent } from "../core/language/agentTemplate.ts";
import { allTemplates, inTheWay, type TemplateFolder, writeNewFiles } from "../node/templates.ts";
import { type Command, type Io, printJson, readArgs, UsageError } from "./command.ts";
import { unreadable } from "./userFile.ts";

export const newCommand: Command = {
  name: "new",
  usage: "new NAME [--template T] [--folder F] [--templates DIR] [--list]",
  summary: "makes a new agent from a template, in a folder of its own",
  async run(args, io) {
    const { values, positionals } = readArgs(args, {
      template: { type: "string" },
      folder: { type: "string" },
      templates: { type: "string" },
      list: { type: "boolean" },
      json: { type: "boolean" },
    });
    const all = await templatesOf(values.templates, io);
    if (values.list) {
      if (positionals.length > 0) throw new UsageError("--list takes no name: it shows what there is.");
      list(all, values.json === true, io);
      return 0;
    }
    const [name, extra] = positionals;
    if (name === undefined) throw new UsageError(`A name is missing: flashback ${this.usage}`);
    if (extra !== undefined) throw new UsageError(`One agent at a time, and "${extra}" is a second name.`);
    const wrong = nameProblem(name);
    if (wrong) throw new UsageError(`An agent cannot be called "${name}". ${wrong}`);
    const template = templateCalled(values.template ?? "hello", all);
    const folder = values.folder ?? name;
    const absolute = path.resolve(io.cwd, folder);
    const agent = newAgent(template, name);
    const taken = await inTheWay(absolute, agent.files);
    if (taken.length > 0) {
      const shown = taken.slice(0, 3).map((file) => shownPath(folder, file));
      const more = taken.length > 3 ? ` and ${taken.length - 3} more` : "";
      throw new UsageError(
        `Nothing was written: ${shown.join(", ")}${more} ${taken.length === 1 ? "is" : "are"} already there. Take another name or --folder.`,
      );
    }
    try {
      await writeNewFiles(absolute, agent.files);
    } catch (error) {
      throw new UsageError(`Nothing was written: ${reasonOf(error)}`);
    }
    const main = shownPath(folder, agent.main);
    const { position, what } = agent.firstChange;
    const files = agent.files.map((file) => shownPath(folder, file.path));
    const vars = agent.inputs.map((input) => ` --var ${input}="…"`).join("");
    const next = [
      `flashback check ${quoted(main)}`,
      agent.runs ? `flashback run ${quoted(main)}${vars}` : `flashback estimate ${quoted(main)}`,
    ];
    if (values.json) {
      const first_change = { line: position.line + 1, column: position.character + 1, what };
      printJson(io, { name, template: template.name, file: main, files, first_change, next });
      return 0;
    }
    io.out(`${name}, from the template ${template.name}:\n`);
    for (const file of files) io.out(`  ${file}\n`);
    io.out(`\nNext:\n  ${main}:${position.line + 1}  change ${what}\n`);
    for (const command of next) io.out(`  ${command}\n`);
    return 0;
  },
};

async function templatesOf(own: string | undefined, io: Io): Promise<TemplateFolder> {
  const builtIn = path.join(io.dist, "..", "media", "templates");
  try {
    return await allTemplates(builtIn, own === undefined ? undefined : path.resolve(io.cwd, own));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (own === undefined) throw error;
    if (code === "ENOENT" || code === "ENOTDIR") throw new UsageError(`There is no folder of templates ${own}.`);
    throw unreadable(error, own);
  }
}

function templateCalled(name: string, all: TemplateFolder): AgentTemplate {
  const found = all.templates.find((template) => template.name === name);
  if (found) return found;
  const broken = all.broken.find((template) => template.name === name);
  if (broken) throw new UsageError(`The template "${name}" cannot be used. ${broken.reason}`);
  throw new UsageError(`There is no template "${name}". There are: ${all.templates.map((t) => t.name).join(", ")}.`);
}

function list({ templates, broken }: TemplateFolder, json: boolean, io: Io): void {
  if (json) {
    const shown = templates.map(({ name, description, contents, files }) => ({
      name,
      description,
      contents,
      files: files.map((file) => file.path),
    }));
    printJson(io, { templates: shown, broken });
    return;
  }
  const width = Math.max(...templates.map(({ name }) => name.length));
  for (const { name, description, contents } of templates) {
    io.out(`  ${name.padEnd(width)}  ${description}\n  ${"".padEnd(width)}  ${contents}\n`);
  }
  for (const { name, reason } of broken) io.out(`  ${name.padEnd(width)}  cannot be used. ${reason}\n`);
}

/** As the user would write it: from the working folder, with `/`. */
function shownPath(folder: string, file: string): string {
  return path.join(folder, file).replaceAll("\\", "/");
}

function quoted(file: string): string {
  return /^[\w./@%+,:=-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`;
}

function reasonOf(error: unknown): string {
  const { code, path: place, message } = error as NodeJS.ErrnoException;
  const where = place ?? "the folder";
  if (code === "EEXIST") return `${where} has appeared in the meantime.`;
  if (code === "ENOTDIR") return `${where} is not in a folder.`;
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") return `${where} may not be written.`;
  if (code === "ENOSPC") return "the disk is full.";
  return `${message}.`;
}
