import path from "node:path";
import { type ExportTarget, exportTargets } from "../core/foreign/export.ts";
import { type Command, type Io, oneFile, printJson, readArgs, UsageError } from "./command.ts";
import { isThere, losses, tellLosses, writeNew } from "./convert.ts";
import { agentOf, inputsOf, readBeside, readDefinitionFile, resolve, variantOf } from "./definitionFile.ts";

const requests: readonly ExportTarget[] = ["curl", "typescript", "python"];

export const exportCommand: Command = {
  name: "export",
  usage: "export FILE --to FORMAT [--agent NAME] [--var K=V…] [--out PATH]",
  summary: `a definition as ${exportTargets.join(", ")}; says what is lost`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, {
      to: { type: "string" },
      agent: { type: "string" },
      var: { type: "string", multiple: true },
      out: { type: "string" },
      json: { type: "boolean" },
    });
    const named = oneFile(positionals, this.usage);
    const to = exportTargets.find((target) => target === values.to);
    if (!to) {
      const said = values.to === undefined ? "--to is missing" : `--to ${values.to} is not known`;
      throw new UsageError(`${said}. It is one of ${exportTargets.join(", ")}.`);
    }
    const file = await readDefinitionFile(named, io);
    const agent = agentOf(file, variantOf(file, undefined), values.agent);
    if (values.agent !== undefined && !requests.includes(to))
      throw new UsageError("--agent is for a request: a folder holds them all.");
    const resolved = await resolve(file, agent, io);
    const { exportDefinition } = await import("../core/foreign/conversions.ts");
    const exported = await exportDefinition(file.document, to, {
      readText: readBeside(file.path, io),
      wallMs: Date.now(),
      agent: agent.path,
      values: inputsOf(values.var ?? [], resolved),
    });
    if (exported.problem !== undefined) throw new UsageError(exported.problem);
    const [first] = exported.files;
    if (!first) throw new Error("An export has a file.");
    const single = requests.includes(to);
    const folder = values.out ?? (single ? undefined : `${path.basename(named).replace(/\.agent\.ya?ml$/, "")}_${to}`);
    if (!values.json) tellLosses(exported.losses, named, io);
    const written =
      folder === undefined ? [] : single ? [{ path: folder, text: first.text }] : inFolder(folder, exported.files);
    await writeAll(written, io);
    if (values.json) {
      printJson(io, {
        file: named,
        to,
        written: written.map((each) => each.path),
        losses: losses(exported.losses, named),
        files: exported.files,
      });
    } else if (folder === undefined) io.out(first.text);
    else for (const each of written) io.out(`${each.path}\n`);
    return 0;
  },
};

interface Written {
  readonly path: string;
  readonly text: string;
}

function inFolder(folder: string, files: readonly Written[]): Written[] {
  return files.map((each) => ({ path: path.join(folder, each.path).replaceAll("\\", "/"), text: each.text }));
}

/** All or none: what is there already is seen before anything is written. */
async function writeAll(files: readonly Written[], io: Io): Promise<void> {
  for (const each of files) {
    if (await isThere(path.resolve(io.cwd, each.path))) {
      throw new UsageError(`Nothing was written: ${each.path} is there already. Name another place with --out.`);
    }
  }
  for (const each of files) await writeNew(path.resolve(io.cwd, each.path), each.path, each.text);
}
