import { startIpcServer, startStdioServer } from "./node.ts";

// The program that the extension forks; `--stdio` is for editors that start it by themselves.
if (process.argv.includes("--stdio")) void startStdioServer();
else startIpcServer();
