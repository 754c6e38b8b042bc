import { parseArgs } from "node:util";

/** What a command needs of the world; tests give their own. */
export interface Io {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** The folder of the bundles and of the tokenizer's vocabulary. */
  readonly dist: string;
  /** Whether progress may be drawn on stderr. */
  readonly tty: boolean;
  out(text: string): void;
  err(text: string): void;
  stdin(): Promise<string>;
}

/** 0: fine. 1: findings, failed tests, a run that failed. 2: usage or I/O. */
export type ExitCode = 0 | 1 | 2;

export interface Command {
  readonly name: string;
  /** The line of the help: what it is given. */
  readonly usage: string;
  readonly summary: string;
  run(args: readonly string[], io: Io): Promise<ExitCode>;
}

/** What the caller got wrong, or a file that is not there: one clear sentence, exit 2. */
export class UsageError extends Error {}

type Options = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>["options"]>;

/** `parseArgs` with mistakes as sentences. */
export function readArgs<const O extends Options>(args: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const sentence = (error as Error).message
      .replace(/argument is ambiguous\..*$/s, "needs a value; one that begins with a dash is written --name=-value")
      .replace(/\. To specify.*$/s, "");
    throw new UsageError(`${sentence}. Try "flashback help".`);
  }
}

export function oneFile(positionals: readonly string[], usage: string): string {
  const [file, extra] = positionals;
  if (file === undefined) throw new UsageError(`A file is missing: flashback ${usage}`);
  if (extra !== undefined)
    throw new UsageError(`One file at a time, and "${extra}" is a second one: flashback ${usage}`);
  return file;
}

/** A whole number of at least `least`, or a sentence. */
export function wholeNumber(text: string | undefined, name: string, fallback: number, least = 0): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) {
    throw new UsageError(`--${name} takes a whole number of at least ${least}, and got "${text}".`);
  }
  return value;
}

/** `a,b , c` → its parts; absent stays absent. */
export function listOf(text: string | undefined): string[] | undefined {
  return text
    ?.split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

export function printJson(io: Io, value: unknown): void {
  io.out(`${JSON.stringify(value, null, 2)}\n`);
}
