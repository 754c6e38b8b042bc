import { LanguageClient, TransportKind } from "vscode-languageclient/node";

/** What the test of living together starts and ends; other tests see that the extension is there, and nothing of it. */
export interface YamlExtension {
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** As Red Hat's extension does it: the same server, for the same files. */
export function activate(): YamlExtension {
  const module = process.env.YAML_LANGUAGE_SERVER;
  if (!module) throw new Error("YAML_LANGUAGE_SERVER names no program.");
  const server = { module, transport: TransportKind.ipc };
  const client = new LanguageClient(
    "yaml",
    "YAML Support",
    { run: server, debug: server },
    {
      documentSelector: [
        { language: "yaml" },
        { language: "dockercompose" },
        { language: "github-actions-workflow" },
        { pattern: "*.y(a)ml" },
      ],
    },
  );
  return { start: () => client.start(), stop: () => client.stop() };
}
