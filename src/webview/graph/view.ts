import { html, nothing, type TemplateResult } from "lit/html.js";
import type { GraphEdge, TeamGraph } from "../../core/language/graph.ts";
import { button, link, segments, toolbar } from "../ui/controls.ts";
import { icon } from "../ui/icon.ts";
import type { GraphActions } from "./actions.ts";
import { list, single, spokenList } from "./list.ts";
import { drawing } from "./picture.ts";
import { type GraphState, type Picture, scaleOf } from "./state.ts";
import { sumWords } from "./words.ts";

/** The whole panel as a function of its state. */
export function teamPanel(state: GraphState, picture: Picture | undefined, actions: GraphActions): TemplateResult {
  const graph = state.view?.graph;
  const isTeam = graph?.kind === "team" && picture !== undefined;
  return html`<div class="team">
    ${header(state, isTeam ? picture : undefined, actions)}
    ${notes(state, actions)}
    <main class="room" id="room">${content(state, picture, actions)}</main>
    ${isTeam && state.mode === "picture" ? legend(graph) : nothing}
    <div class="sr" role="status">${spokenNote(state)}</div>
  </div>`;
}

function header({ view, mode, ...state }: GraphState, picture: Picture | undefined, actions: GraphActions) {
  if (!view) return html`<header class="head"></header>`;
  const { graph } = view;
  return html`<header class="head">
    <span class="what"><b>${graph?.name || view.file}</b>${picture ? html` <span class="dim num">${sumWords(picture.graph)}</span>` : nothing}</span>
    <span class="sp"></span>
    ${
      picture
        ? toolbar("View", [
            segments(
              "Picture or list",
              [
                { id: "picture", label: "Picture" },
                { id: "list", label: "List" },
              ],
              mode,
              actions.mode,
            ),
            mode === "picture"
              ? [
                  button({
                    label: "Smaller",
                    icon: "zoom-out",
                    iconOnly: true,
                    kind: "ghost",
                    title: "Smaller (-)",
                    click: () => actions.zoom(1 / 1.2),
                  }),
                  html`<span class="num percent" aria-label="Size">${Math.round(scaleOf({ mode, ...state }, picture) * 100)} %</span>`,
                  button({
                    label: "Larger",
                    icon: "zoom-in",
                    iconOnly: true,
                    kind: "ghost",
                    title: "Larger (+)",
                    click: () => actions.zoom(1.2),
                  }),
                  button({
                    label: "Show the whole",
                    icon: "screen-full",
                    iconOnly: true,
                    kind: "ghost",
                    title: "Show the whole (0)",
                    click: () => actions.fit(),
                  }),
                ]
              : nothing,
          ])
        : nothing
    }
  </header>`;
}

/** What has to be known about the picture; quiet, because the text is being written. */
function notes({ view }: GraphState, actions: GraphActions) {
  if (!view) return nothing;
  const { broken, graph } = view;
  return [
    broken
      ? html`<p class="notice">${icon("info")}<span>${link(`Line ${broken.line}`, () => actions.post({ type: "open-line", line: broken.line }), broken.message)} has a mistake. ${
          broken.older ? "This is the picture from before it." : "The picture shows what could be read."
        }</span></p>`
      : nothing,
    graph?.cut
      ? html`<p class="notice">${icon("info")}<span>There are more steps than a picture can show: these are the first.</span></p>`
      : nothing,
  ];
}

function content(state: GraphState, picture: Picture | undefined, actions: GraphActions) {
  const { view } = state;
  if (!view) return html`<p class="quiet">Reading…</p>`;
  if (view.trouble === "server") {
    return message("The language server does not answer.", "Without it there is no picture. Your file is as it was.", {
      label: "Restart It",
      click: () => actions.post({ type: "restart-server" }),
    });
  }
  if (view.trouble === "gone") {
    return message(
      `${view.file} cannot be opened any more.`,
      "It was moved, renamed or deleted. When it is back, so is its picture.",
    );
  }
  const { graph } = view;
  if (!graph) return html`<p class="quiet">Reading…</p>`;
  if (graph.kind === "empty") {
    return message("Nothing to show yet.", `${view.file} defines no agent. Begin with "format: agent/v1" and a name.`);
  }
  if (graph.kind === "single" || !picture) return single(graph, actions);
  if (state.mode === "list") return list(state, graph, actions);
  return [html`<div class="canvas">${drawing(state, picture, actions)}</div>`, spokenList(graph)];
}

function message(what: string, more: string, does?: { readonly label: string; readonly click: () => void }) {
  return html`<section class="message"><h1>${what}</h1><p class="dim">${more}</p>${
    does ? button({ label: does.label, kind: "primary", click: does.click }) : nothing
  }</section>`;
}

const lines: readonly {
  readonly kinds: readonly GraphEdge["kind"][];
  readonly look: string;
  readonly words: string;
}[] = [
  { kinds: ["next", "route"], look: "next", words: "then" },
  { kinds: ["default", "otherwise", "again"], look: "otherwise", words: "otherwise, again" },
  { kinds: ["sub_agent"], look: "sub_agent", words: "may hand over to" },
  { kinds: ["tool"], look: "tool", words: "may call" },
];

/** Only the kinds of lines that are in the picture; one alone needs no words. */
function legend(graph: TeamGraph) {
  const used = lines.filter(({ kinds }) => graph.edges.some((edge) => kinds.includes(edge.kind)));
  if (used.length < 2) return nothing;
  return html`<footer class="legend" aria-hidden="true">${used.map(
    ({ look, words }) =>
      html`<span><svg width="30" height="8" class=${`way ${look}`}><path class="line" d="M0 4H30" /></svg>${words}</span>`,
  )}</footer>`;
}

function spokenNote({ view }: GraphState): string {
  if (view?.trouble === "server") return "The language server does not answer.";
  if (view?.broken) return `Line ${view.broken.line} has a mistake.`;
  return "";
}
