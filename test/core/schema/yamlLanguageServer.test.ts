import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type CompletionItem,
  type CompletionList,
  createProtocolConnection,
  type Diagnostic,
  type Hover,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";

/** What people see who have the schemas and not the extension. */

const root = path.join(import.meta.dirname, "../../..");
const schema = (name: string) => pathToFileURL(path.join(root, "media", name)).href;
const settings = {
  validate: true,
  schemaStore: { enable: false },
  schemas: {
    [schema("agent.v1.schema.json")]: ["*.agent.yaml", "*.agent.yml"],
    [schema("tool.v1.schema.json")]: "*.tool.yaml",
    [schema("agent-test.v1.schema.json")]: "*.agent.test.yaml",
  },
};

let server: ReturnType<typeof spawn>;
let connection: ProtocolConnection;
const waiting = new Map<string, (diagnostics: Diagnostic[]) => void>();

beforeAll(async () => {
  const program = path.join(root, "node_modules/yaml-language-server/bin/yaml-language-server");
  server = spawn(process.execPath, [program, "--stdio"], { stdio: ["pipe", "pipe", "ignore"] });
  if (!server.stdout || !server.stdin) throw new Error("The server has no streams.");
  connection = createProtocolConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
  connection.onRequest("workspace/configuration", ({ items }: { items: { section?: string }[] }) =>
    items.map(({ section }) => (section === "yaml" ? settings : {})),
  );
  connection.onRequest("client/registerCapability", () => null);
  connection.onNotification("textDocument/publishDiagnostics", ({ uri, diagnostics }: PublishDiagnosticsParams) => {
    waiting.get(uri)?.(diagnostics);
    waiting.delete(uri);
  });
  connection.listen();
  const rootUri = pathToFileURL(root).href;
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri,
    workspaceFolders: [{ uri: rootUri, name: "root" }],
    capabilities: {
      workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
      textDocument: {
        completion: { completionItem: { snippetSupport: true, documentationFormat: ["markdown", "plaintext"] } },
        hover: { contentFormat: ["markdown", "plaintext"] },
      },
    },
  });
  await connection.sendNotification("initialized", {});
  await connection.sendNotification("workspace/didChangeConfiguration", { settings: { yaml: settings } });
  // The settings have arrived when the schema is in force.
  while ((await diagnose("first.agent.yaml", "modle: x\n")).length === 0);
}, 60_000);

afterAll(async () => {
  await connection.sendRequest("shutdown");
  await connection.sendNotification("exit");
  connection.dispose();
});

let version = 0;
async function diagnose(name: string, text: string): Promise<string[]> {
  const uri = `file:///project/${version}/${name}`;
  const published = new Promise<Diagnostic[]>((resolve) => waiting.set(uri, resolve));
  await connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "yaml", version: ++version, text },
  });
  const diagnostics = await published;
  await connection.sendNotification("textDocument/didClose", { textDocument: { uri } });
  return diagnostics.map(
    ({ message, range: { start } }) => `${start.line}:${start.character} ${String(message).split("\n").join(" ")}`,
  );
}

test("every sample and every template is accepted, and one file that says everything", async () => {
  const folders = ["media/samples", "media/templates", "test/fixtures/language"];
  const files = folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.(?:agent|tool|agent\.test)\.ya?ml$/.test(file))
      .map((file) => path.join(root, folder, file)),
  );
  expect(files.length).toBeGreaterThan(15);
  for (const file of files) {
    const said = await diagnose(path.basename(file), readFileSync(file, "utf8"));
    // The one that says everything says what is deprecated, too.
    expect(
      said.filter((each) => !/thinking_level instead|marks \w+ as deprecated/.test(each)),
      file,
    ).toEqual([]);
  }
}, 60_000);

test.each<[string, string, string, string]>([
  ["a misspelt key", "a.agent.yaml", "name: a\nmodle: m\n", "1:0 Property modle is not allowed."],
  [
    "a wrong word",
    "a.agent.yaml",
    "name: a\ngeneration_config: {thinking_level: hihg}\n",
    '1:36 Value is not accepted. Valid values: "minimal", "low", "medium", "high", "xhigh".',
  ],
  [
    "a tool of no known type",
    "a.agent.yaml",
    "name: a\ntools: [{type: functon, name: f}]\n",
    '1:15 Value is not accepted. Valid values: "function", "google_search", "code_execution", "url_context", "google_maps", "computer_use", "file_search", "mcp_server", "mcp_stdio", "agent".',
  ],
  [
    "a key of another type of tool",
    "a.agent.yaml",
    "name: a\ntools:\n  - {type: function, name: f, url: u}\n",
    "2:30 Property url is not allowed.",
  ],
  [
    "a loop without an end",
    "a.agent.yaml",
    "name: a\nworkflow: {type: loop, steps: [{agent: b}]}\n",
    '1:0 Missing property "max_iterations".',
  ],
  [
    "a step without an agent",
    "a.agent.yaml",
    "name: a\nworkflow: {type: sequential, steps: [{id: b}]}\n",
    '1:37 Missing property "agent".',
  ],
  [
    "an assertion without its value",
    "a.agent.yaml",
    "name: a\ntests: [{assert: [{type: cost}]}]\n",
    '1:18 Missing property "threshold".',
  ],
  [
    "a misspelt word of a JSON Schema",
    "a.tool.yaml",
    "format: tool/v1\ntype: function\nname: f\nparameters: {tpye: object}\n",
    "3:13 Property tpye is not allowed.",
  ],
  ["tests of nothing", "a.agent.test.yaml", "format: agent-test/v1\ntests: []\n", '0:0 Missing property "agent".'],
])("%s is one mistake", async (_, name, text, expected) => {
  expect(await diagnose(name, text)).toEqual([expected]);
});

test("keys and values are suggested with what they mean, and explained where they stand", async () => {
  const uri = "file:///project/asked/a.agent.yaml";
  const text = "name: a\ngeneration_config:\n  thinking_level: \n\nworkflow:\n  type: loop\n  \n";
  const textDocument = { uri, languageId: "yaml", version: 1, text };
  await connection.sendNotification("textDocument/didOpen", { textDocument });
  const ask = <T>(method: string, line: number, character: number) =>
    connection.sendRequest<T>(`textDocument/${method}`, { textDocument, position: { line, character } });
  const said = async (line: number, character: number) => {
    const { items } = await ask<CompletionList>("completion", line, character);
    const textOf = ({ documentation: text }: CompletionItem) => (typeof text === "string" ? text : text?.value);
    return new Map(items.map((item) => [item.label, textOf(item)?.split("\n")[0]]));
  };
  expect((await said(3, 0)).get("budget")).toMatch(/^Caps /);
  expect((await said(2, 18)).get("low")).toBe("A little thinking.");
  // What belongs to a loop, and not to another kind of workflow.
  const loop = await said(6, 2);
  expect(loop.get("max_iterations")).toMatch(/^How many rounds/);
  expect([...loop.keys()]).not.toContain("routes");
  const hover = await ask<Hover>("hover", 2, 4);
  expect(JSON.stringify(hover.contents)).toContain("Thinking is billed as output");
});
