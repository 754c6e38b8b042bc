import { beforeEach, expect, test, vi } from "vitest";
import { openTrace } from "../../src/vscode/commands/openTrace.ts";
import type { Services } from "../../src/vscode/services.ts";

const editor = vi.hoisted(() => ({
  Uri: class {},
  window: { showOpenDialog: vi.fn() },
  commands: { executeCommand: vi.fn() },
}));
vi.mock("vscode", () => editor);
beforeEach(() => vi.clearAllMocks());
const services = {} as Services;

test("the trace that is chosen is replayed, whichever of its endings it has", async () => {
  editor.window.showOpenDialog.mockResolvedValue(["a trace"]);
  await openTrace(services);
  const [{ filters }] = editor.window.showOpenDialog.mock.calls[0] ?? [];
  expect(Object.values(filters)[0]).toEqual(["jsonl", "json"]);
  expect(editor.commands.executeCommand).toHaveBeenCalledWith("vscode.openWith", "a trace", "flashback.trace");
});

test("nothing chosen opens nothing, and one that was named is not asked for", async () => {
  editor.window.showOpenDialog.mockResolvedValue(undefined);
  await openTrace(services);
  expect(editor.commands.executeCommand).not.toHaveBeenCalled();
  const named = new editor.Uri();
  await openTrace(services, named);
  expect(editor.window.showOpenDialog).toHaveBeenCalledTimes(1);
  expect(editor.commands.executeCommand).toHaveBeenCalledWith("vscode.openWith", named, "flashback.trace");
});
