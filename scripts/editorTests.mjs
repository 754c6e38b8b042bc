// Runs out/vscode (mocha) inside a real extension host.
//   [--vsix file]   against the installed .vsix; otherwise against this folder
// TEST_GREP picks tests; see extensionHost.mjs for the rest.
import path from "node:path";
import { parseArgs } from "node:util";
import { runInExtensionHost } from "./extensionHost.mjs";
import { root } from "./n.mjs";

const { values: options } = parseArgs({ options: { vsix: { type: "string" } } });
// Ends what was started: the server hangs on this process's `exit`.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));
process.exit(
  await runInExtensionHost({
    entry: path.join(root, "out", "vscode", "index.cjs"),
    vsix: options.vsix,
    beside: { folder: path.join(root, "out", "yamlExtension"), vsix: path.join(root, "out", "yamlExtension.vsix") },
    env: {
      TEST_REPORT: process.env.TEST_REPORT,
      TEST_GREP: process.env.TEST_GREP,
      YAML_LANGUAGE_SERVER: path.join(root, "node_modules/yaml-language-server/bin/yaml-language-server"),
    },
    limitMs: Number(process.env.TEST_TIMEOUT_MS ?? 900_000),
  }),
);
