import { html, nothing, type TemplateResult } from "lit/html.js";
import { badge, button, simulatedBadge, toolbar } from "../ui/controls.ts";
import { when } from "../ui/when.ts";
import type { CompareActions } from "./actions.ts";
import { type CompareState, isLive } from "./state.ts";

export function titleLine(state: CompareState, actions: CompareActions): TemplateResult {
  const { view, matrix } = state;
  const columns = view?.plan.columns.length ?? 0;
  const live = isLive(state);
  const simulated = view ? (view.phase === "begun" ? view.simulated : view.connection.simulated) : false;
  return html`<header class="top">
    <h1>${view?.subject.agent ?? "Compare"}</h1>
    <span class="sub dim">${view && view.phase !== "empty" ? `${columns} ${columns === 1 ? "column" : "columns"}` : "compare variants side by side"}</span>
    ${simulated ? simulatedBadge() : nothing}
    ${
      view?.unsaved
        ? badge({ label: "Not saved", icon: "warning", tone: "wait", title: view.unsaved })
        : view?.reopened
          ? badge({
              label: `Saved ${when(view.reopened.savedAt)} · reopened`,
              icon: "save",
              quiet: true,
              title: "Nothing is called: this is the recording",
            })
          : view?.phase === "begun"
            ? badge({ label: live || !view.endedAt ? "Saving as it runs" : "Saved", icon: "save", quiet: true })
            : nothing
    }
    ${view?.phase === "begun" && matrix.runs.size ? toolbar("Comparison", [exports(actions), live ? nothing : again(actions)]) : nothing}
  </header>`;
}

function exports(actions: CompareActions) {
  return (["csv", "markdown", "json"] as const).map((format) =>
    button({
      label: { csv: "CSV", markdown: "Markdown", json: "JSON" }[format],
      ...(format === "csv" && { icon: "export" as const }),
      kind: "ghost",
      title: `Export as ${format}`,
      click: () => actions.post({ type: "export", format }),
    }),
  );
}

function again(actions: CompareActions) {
  return button({
    label: "Compare again…",
    icon: "refresh",
    title: "Back to the set-up; what is on show stays saved",
    click: () => actions.post({ type: "change" }),
  });
}
