import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

type Item = { label: string; description: string; detail: string };
type Button = { tooltip: string };
/** The native list as the command holds it. */
class Pick {
  title = "";
  placeholder = "";
  value = "";
  items: Item[] = [];
  buttons: Button[] = [];
  shown = 0;
  closed = false;
  #button: (button: Button) => unknown = () => {};
  #accept: () => unknown = () => {};
  onDidTriggerButton = (listener: (button: Button) => unknown) => {
    this.#button = listener;
  };
  onDidAccept = (listener: () => unknown) => {
    this.#accept = listener;
  };
  show = () => void this.shown++;
  dispose = () => {
    this.closed = true;
  };
  press = (tooltip: string) => this.#button(this.buttons.find((button) => button.tooltip === tooltip) as Button);
  accept = () => this.#accept();
}

const world = vi.hoisted(() => ({
  picks: [] as unknown[],
  said: [] as string[],
  previews: [] as string[],
  provide: (_: { path: string }): string => "",
  files: [] as string[],
  answer: undefined as unknown,
  input: undefined as string | undefined,
  preview: true,
  folder: "",
}));

vi.mock("vscode", async () => {
  const { readFile } = await import("node:fs/promises");
  class Uri {
    scheme: string;
    path: string;
    constructor(scheme: string, at: string) {
      this.scheme = scheme;
      this.path = at;
    }
    get fsPath() {
      return this.path;
    }
    static file = (at: string) => new Uri("file", at);
    static parse = (text: string) =>
      new Uri(text.slice(0, text.indexOf(":")), decodeURIComponent(text.slice(text.indexOf(":") + 1)));
  }
  return {
    Uri,
    ThemeIcon: class {},
    ProgressLocation: { Window: 10 },
    EventEmitter: class {
      event = () => {};
      fire() {}
    },
    commands: {
      async executeCommand(id: string, uri: { path: string }) {
        if (id !== "markdown.showPreview" || !world.preview) throw new Error(`command '${id}' not found`);
        world.previews.push(world.provide(uri));
      },
    },
    window: {
      activeTextEditor: undefined,
      createQuickPick: () => {
        const pick = new Pick();
        world.picks.push(pick);
        return pick;
      },
      showQuickPick: async (items: { label: string }[]) => items.find(({ label }) => label === world.answer),
      showInputBox: async () => world.input,
      showInformationMessage: async (text: string) => void world.said.push(text),
      showTextDocument: async ({ uri }: { uri: { path: string } }) =>
        void world.previews.push(`text: ${world.provide(uri)}`),
      withProgress: (_: unknown, run: () => unknown) => run(),
    },
    workspace: {
      findFiles: async () => world.files.map((file) => Uri.file(path.join(world.folder, file))),
      openTextDocument: async (uri: Uri) => {
        if (uri.scheme !== "file") return { uri };
        const text = await readFile(uri.path, "utf8");
        return { uri, getText: () => text };
      },
      getWorkspaceFolder: () => undefined,
      workspaceFolders: undefined,
      asRelativePath: (uri: Uri) => path.basename(uri.path),
      registerTextDocumentContentProvider: (
        _: string,
        provider: { provideTextDocumentContent(uri: { path: string }): string },
      ) => {
        world.provide = (uri) => provider.provideTextDocumentContent(uri);
        return { dispose() {} };
      },
    },
  };
});

const { showPrices } = await import("../../src/vscode/commands/showPrices.ts");
const { showWhatIf } = await import("../../src/vscode/commands/whatIf.ts");
const { testServices } = await import("./costServices.ts");

beforeEach(() => {
  world.folder = mkdtempSync(path.join(tmpdir(), "fb-costs-"));
  const write = (file: string, text: string) => writeFileSync(path.join(world.folder, file), text);
  write("flash.agent.yaml", "name: flash\nmodel: gemini-3.8-flash\nsystem_instruction: Be brief.\ninput: Hello\n");
  write("broken.agent.yaml", "- [\n");
  Object.assign(world, {
    picks: [],
    said: [],
    previews: [],
    files: [],
    answer: undefined,
    input: undefined,
    preview: true,
  });
});
afterEach(() => rmSync(world.folder, { recursive: true, force: true }));

const flash = async () => {
  const { Uri } = await import("vscode");
  return { uri: Uri.file(path.join(world.folder, "flash.agent.yaml")), agentPath: [] };
};
const pick = () => world.picks.at(-1) as Pick;

test("Show Prices opens the table with what changes next for the agents of the workspace, one broken among them", async () => {
  world.files = ["flash.agent.yaml", "broken.agent.yaml", "gone.agent.yaml"];
  await showPrices(testServices());
  const [text = ""] = world.previews;
  expect(text).toMatch(/^# Prices on 2026-11-24$/m);
  expect(text).toMatch(/double on 2027-01-01: your agent \+\\\$[\d.]+ per 1,000 runs \(flash\)\.$/m);
  expect(text).toMatch(/^\| Gemini 3\.8 Flash \| standard \| 0\.75 \| 0\.075 \| 3\.75 \| 2026-09-02 \| 2026-12-31 \|/m);
  expect(text).toContain("<https://ai.google.dev/gemini-api/docs/pricing>");
});

test("without a Markdown preview, and in an empty workspace, the table is still there", async () => {
  world.preview = false;
  await showPrices(testServices());
  expect(world.previews[0]).toMatch(/^text: # Prices on/);
  expect(world.previews[0]).toContain("3.6 Flash, 3.7 Flash and 3.8 Flash double on 2027-01-01.");
});

test("What If lists every model, level and tier, the cheapest first, and marks the agent as it is", async () => {
  await showWhatIf(testServices(), await flash());
  expect(pick().shown).toBe(1);
  expect(pick().items.length).toBeGreaterThan(60);
  expect(pick().items[0]?.label).toMatch(/Lite$/);
  const now = pick().items.filter(({ label }) => label.startsWith("$(check)"));
  expect(now).toHaveLength(1);
  expect(now[0]).toMatchObject({ label: "$(check) Gemini 3.8 Flash", description: "medium · standard" });
  expect(now[0]?.detail).toMatch(/^\$[\d.]+ \(80 %: \$[\d.]+–[\d.]+\) · same · as it is$/);
});

test("What If is sorted by another column, keeps the filter, and opens as a table in that order", async () => {
  await showWhatIf(testServices(), await flash());
  pick().value = "flash";
  world.answer = "Model";
  await pick().press("Sort by…");
  const names = pick().items.map(({ label }) => label.replace("$(check) ", ""));
  expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b)));
  expect([pick().value, pick().shown]).toEqual(["flash", 2]);
  await pick().press("Open as a table");
  expect(pick().closed).toBe(true);
  const [text = ""] = world.previews;
  expect(text).toMatch(/^# What if: flash$/m);
  expect(text).toMatch(/^- Left out: Gemini 4 Carbon: its thinking levels are not known\.$/m);
  expect(text).toMatch(/^\| \*\*Gemini 3\.8 Flash\*\* \| \*\*medium\*\* \| \*\*standard\*\* \|/m);
});

test("What If shows a month at a volume, and keeps the volume", async () => {
  const services = testServices();
  world.input = "10000";
  await showWhatIf(services, await flash());
  await pick().press("Cost of a month…");
  expect(pick().items[0]?.detail).toMatch(/\$[\d.,]+ a month/);
  await showWhatIf(services, await flash());
  expect(pick().items[0]?.detail).toMatch(/\$[\d.,]+ a month/);
  world.input = "";
  await pick().press("Cost of a month…");
  expect(pick().items[0]?.detail).not.toContain("a month");
});

test("What If without a definition in front says what to do", async () => {
  await showWhatIf(testServices(), undefined);
  expect(world.said).toEqual([expect.stringContaining("Open an agent definition")]);
  expect(world.picks).toEqual([]);
});
