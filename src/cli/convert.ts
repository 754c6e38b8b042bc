import { access, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { definitionNameFor } from "../core/foreign/names.ts";
import { convertible, dialectNames, type ForeignDialect, recognise } from "../core/foreign/recognise.ts";
import type { Loss } from "../core/foreign/source.ts";
import { listFolder } from "../node/listFolder.ts";
import { type Command, type Io, oneFile, printJson, readArgs, UsageError } from "./command.ts";
import { readBeside } from "./definitionFile.ts";
import { readUserFile } from "./userFile.ts";

export const convert: Command = {
  name: "convert",
  usage: "convert FILE [--out FILE] [--dry-run]",
  summary:
    "a file of ADK, Gemini, GitHub Models, promptfoo, dotprompt or Docker Agent as a definition; says what is lost",
  async run(args, io) {
    const { values, positionals } = readArgs(args, {
      out: { type: "string" },
      "dry-run": { type: "boolean" },
      json: { type: "boolean" },
    });
    const file = oneFile(positionals, this.usage);
    const absolute = path.resolve(io.cwd, file);
    const text = await readUserFile(absolute, file);
    const dialect = dialectOf(file, text);
    const { convertFile } = await import("../core/foreign/conversions.ts");
    const converted = await convertFile(text, dialect, {
      name: path.basename(absolute),
      readText: readBeside(absolute, io),
      files: dialect === "gemini" ? await listFolder(path.dirname(absolute)) : [],
      wallMs: Date.now(),
    });
    const out =
      values.out ?? path.join(path.dirname(file), definitionNameFor(path.basename(absolute), converted.value));
    const shown = out.replaceAll("\\", "/");
    if (!values.json) tellLosses(converted.losses, file, io);
    if (!values["dry-run"]) await writeNew(path.resolve(io.cwd, out), shown, converted.text);
    if (values.json) {
      printJson(io, {
        file,
        dialect,
        out: shown,
        written: values["dry-run"] !== true,
        losses: losses(converted.losses, file),
        text: converted.text,
      });
    } else io.out(values["dry-run"] ? converted.text : `${shown}\n`);
    return 0;
  },
};

function dialectOf(file: string, text: string): ForeignDialect {
  const dialect = recognise(file.replaceAll("\\", "/"), text);
  if (dialect === "native") throw new UsageError(`${file} is an agent definition already.`);
  if (dialect === undefined) {
    throw new UsageError(`${file} is in none of the languages that can be converted: ${namesOf([...convertible])}.`);
  }
  if (!convertible.has(dialect)) {
    throw new UsageError(`${file} is in ${dialectNames[dialect]}, which is read and not converted.`);
  }
  return dialect;
}

function namesOf(dialects: readonly ForeignDialect[]): string {
  return dialects.map((each) => dialectNames[each]).join(", ");
}

/** Losses stand first, before anything is written. */
export function tellLosses(losses: readonly Loss[], file: string, io: Io): void {
  if (losses.length === 0) {
    io.err("Nothing is lost.\n");
    return;
  }
  const count = (kind: Loss["kind"]) => losses.filter((loss) => loss.kind === kind).length;
  io.err(`${count("lost")} lost, ${count("changed")} changed:\n`);
  for (const loss of losses) {
    const { line, character } = loss.range.start;
    io.err(`  ${placeOf(loss, file)}:${line + 1}:${character + 1}: ${loss.kind}: ${loss.message}\n`);
  }
}

export function losses(all: readonly Loss[], file: string): object[] {
  return all.map((loss) => ({
    file: placeOf(loss, file),
    line: loss.range.start.line + 1,
    column: loss.range.start.character + 1,
    kind: loss.kind,
    path: loss.path,
    message: loss.message,
  }));
}

function placeOf(loss: Loss, file: string): string {
  return loss.file === undefined ? file : path.join(path.dirname(file), loss.file).replaceAll("\\", "/");
}

/** Writes a file that is not there yet, with the folders it needs. */
export async function writeNew(absolute: string, shown: string, text: string): Promise<void> {
  try {
    await mkdir(path.dirname(absolute), { recursive: true });
    await writeFile(absolute, text, { flag: "wx" });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === "EEXIST" ? "it is there already. Name another with --out" : message;
    throw new UsageError(`${shown} was not written: ${why}.`);
  }
}

export async function isThere(absolute: string): Promise<boolean> {
  // `access` has no other way to say that nothing is there.
  return access(absolute).then(
    () => true,
    () => false,
  );
}
