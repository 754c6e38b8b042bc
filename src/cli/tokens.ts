import path from "node:path";
import { formatTokens } from "../core/tokens/format.ts";
import { openTokenCounter } from "../tokenizer/open.ts";
import { type Command, oneFile, printJson, readArgs } from "./command.ts";
import { readUserFile } from "./userFile.ts";

export const tokens: Command = {
  name: "tokens",
  usage: "tokens [FILE|-] [--json]",
  summary: "counts the tokens of a text with Gemini's vocabulary, on this machine",
  async run(args, io) {
    const { values, positionals } = readArgs(args, { json: { type: "boolean" } });
    const file = oneFile(positionals.length === 0 ? ["-"] : positionals, this.usage);
    const text = file === "-" ? await io.stdin() : await readUserFile(path.resolve(io.cwd, file), file);
    await using counter = openTokenCounter({ folder: io.dist, where: "here" });
    const [count] = await counter.count([text]);
    if (!count) throw new Error("The counter gave no count.");
    if (values.json) printJson(io, { tokens: count.tokens, tokenizer: counter.name, exact: count.exact });
    else io.out(`${count.exact ? "" : "~"}${formatTokens(count.tokens)} tokens (${counter.name})\n`);
    return 0;
  },
};
