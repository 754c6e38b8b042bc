import * as vscode from "vscode";
import { neededInputs } from "../../core/language/neededInputs.ts";
import type { CostTable } from "../../core/tokens/costTables.ts";
import { estimateOf, estimateOfTeam } from "../runs/estimates.ts";
import { readDefinition, resolvedAt, resolvedMembers, targetOf } from "../runs/session.ts";
import type { Services } from "../services.ts";
import { showCostDocument } from "./costDocument.ts";

const volumeKey = "whatIf.runsPerMonth";
interface Row extends vscode.QuickPickItem {
  readonly row: CostTable["rows"][number];
}

/** An agent on every model × thinking level × tier: a list to filter and sort, which opens as a table. */
export async function showWhatIf(services: Services, argument: unknown): Promise<void> {
  const target = await targetOf(services, argument);
  const definition = target && (await readDefinition(services, target.uri));
  const agent = definition && (await resolvedAt(services, definition, target.agentPath, "base"));
  if (!target || !definition || !agent) {
    void vscode.window.showInformationMessage(
      "Open an agent definition (*.agent.yaml) to see what it would cost elsewhere.",
    );
    return;
  }
  const estimate = agent.workflow
    ? await estimateOfTeam(services, agent, await resolvedMembers(services, definition, "base"), definition)
    : await estimateOf(services, agent, { place: definition });
  const { costMarkdown, whatIf, whatIfView } = await import("../../core/tokens/costs.ts");
  const found = whatIf(estimate, neededInputs(definition.document.value));
  const { workspaceState } = services.context;
  const viewOf = () => whatIfView(found, estimate, workspaceState.get<number>(volumeKey));

  const pick = vscode.window.createQuickPick<Row>();
  const sortButton = { iconPath: new vscode.ThemeIcon("list-ordered"), tooltip: "Sort by…" };
  const monthButton = { iconPath: new vscode.ThemeIcon("calendar"), tooltip: "Cost of a month…" };
  const tableButton = { iconPath: new vscode.ThemeIcon("table"), tooltip: "Open as a table" };
  let view = viewOf();
  let sortedBy = view.columns.findIndex(({ title }) => title === "A run");
  const draw = () => {
    pick.title = view.title;
    pick.placeholder = `Sorted by ${view.columns[sortedBy]?.title.toLowerCase()}. Type to filter, such as: flash low batch. Enter opens the table.`;
    pick.items = sorted(view, sortedBy).map((row) => itemOf(view, row));
  };
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.buttons = [sortButton, monthButton, tableButton];
  const openTable = async () => {
    const table = { ...view, rows: sorted(view, sortedBy) };
    await showCostDocument(services, view.title.replace(/[^\p{L}\p{N} _-]/gu, ""), costMarkdown(table));
  };
  pick.onDidTriggerButton((button) =>
    services.guard("what if", async () => {
      if (button === tableButton) {
        pick.dispose();
        return openTable();
      }
      // A question of its own hides the list; it comes back as it was.
      const filter = pick.value;
      if (button === sortButton) {
        const columns = view.columns.map(({ title }, index) => ({ label: title, index })).slice(0, -1);
        const chosen = await vscode.window.showQuickPick(columns, { title: view.title, placeHolder: "Sort by" });
        sortedBy = chosen?.index ?? sortedBy;
      } else {
        const text = await vscode.window.showInputBox({
          title: view.title,
          prompt: "Runs a month; empty: without",
          value: String(workspaceState.get<number>(volumeKey) ?? ""),
          validateInput: (value) => (isVolume(value) ? undefined : "A whole number from 1 to 1,000,000,000."),
        });
        if (text !== undefined) await workspaceState.update(volumeKey, text.trim() === "" ? undefined : Number(text));
        view = viewOf();
      }
      draw();
      pick.value = filter;
      pick.show();
    }),
  );
  pick.onDidAccept(() => {
    pick.dispose();
    void services.guard("what if", openTable);
  });
  draw();
  pick.show();
}

function isVolume(text: string): boolean {
  const value = Number(text);
  return text.trim() === "" || (Number.isInteger(value) && value >= 1 && value <= 1e9);
}

function sorted({ rows }: CostTable, column: number): CostTable["rows"] {
  return rows.toSorted((a, b) => {
    const [one, other] = [a.cells[column], b.cells[column]];
    if (one?.by !== undefined && other?.by !== undefined) return one.by - other.by;
    return (one?.text ?? "").localeCompare(other?.text ?? "");
  });
}

function itemOf({ columns }: CostTable, row: CostTable["rows"][number]): Row {
  const at = (title: string) => row.cells[columns.findIndex((column) => column.title === title)]?.text ?? "";
  const month = at("A month");
  return {
    row,
    label: `${row.isNow ? "$(check) " : ""}${at("Model")}`,
    description: [at("Thinking"), at("Tier")].filter((text) => text !== "").join(" · "),
    detail: [
      `${at("A run")} (80 %: ${at("80 % of runs")})`,
      at("Change"),
      ...(month === "" ? [] : [`${month} a month`]),
      at("Notes"),
    ]
      .filter((text) => text !== "")
      .join(" · "),
  };
}
