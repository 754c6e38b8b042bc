import { type Command, UsageError } from "./command.ts";

export const lsp: Command = {
  name: "lsp",
  usage: "lsp --stdio",
  summary: "the language server, for any editor that speaks LSP",
  async run(args) {
    if (!args.includes("--stdio")) throw new UsageError("The language server speaks over stdio: flashback lsp --stdio");
    const { startStdioServer } = await import("../server/node.ts");
    await startStdioServer();
    return 0;
  },
};
