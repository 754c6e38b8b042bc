import { html, type SVGTemplateResult, svg, type TemplateResult } from "lit/html.js";

/** Line drawings on 16 units, as the design has them: the shape of a step is read before its colour. */
const paths = {
  user_input: "M8 8.2a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2ZM3 13.5c.5-2.6 2.4-4 5-4s4.5 1.4 5 4",
  agent_enter: "M9 3h4v10H9M2.5 8H9M6.5 5.3 9.2 8l-2.7 2.7",
  agent_exit: "M7 3H3v10h4M6 8h7.5M11 5.3 13.7 8 11 10.7",
  thought: "M6 13.5h4M6.3 11.5c0-1.6-1.9-2.4-1.9-4.9a3.6 3.6 0 0 1 7.2 0c0 2.5-1.9 3.3-1.9 4.9Z",
  state_write:
    "M6 2.5c-2 0-2 1-2 2.5s0 3-1.5 3C4 8 4 9.5 4 11s0 2.5 2 2.5M10 2.5c2 0 2 1 2 2.5s0 3 1.5 3C12 8 12 9.5 12 11s0 2.5-2 2.5",
  tool_call: "M13.4 4.2 11 6.6 9.4 5l2.4-2.4a3.5 3.5 0 0 0-4.5 4.5L2.7 11.7l1.6 1.6 4.6-4.6a3.5 3.5 0 0 0 4.5-4.5Z",
  tool_result: "M13 3v4.5a2 2 0 0 1-2 2H3.5M6.3 6.5 3.3 9.5l3 3",
  error: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM5.7 5.7l4.6 4.6M10.3 5.7l-4.6 4.6",
  answer: "M3 4h10M3 8h10M3 12h6",
  other: "M8 3.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9Z",
  play: "M4.5 2.8v10.4L13 8Z",
  pause: "M5 3v10M11 3v10",
  next: "M2.5 7.5a5.5 5.5 0 0 1 10.2-1.6M13.2 2.5v3.6H9.6M8 12.9a.9.9 0 1 0 0-1.8.9.9 0 0 0 0 1.8Z",
  back: "M13.5 7.5A5.5 5.5 0 0 0 3.3 5.9M2.8 2.5v3.6h3.6M8 12.9a.9.9 0 1 0 0-1.8.9.9 0 0 0 0 1.8Z",
  into: "M8 2v7M5 6.3 8 9.2l3-2.9M8 13.6a.9.9 0 1 0 0-1.8.9.9 0 0 0 0 1.8Z",
  out: "M8 9.5v-7M5 5.2 8 2.3l3 2.9M8 13.6a.9.9 0 1 0 0-1.8.9.9 0 0 0 0 1.8Z",
  continue: "M3 3v10M6 3v10l7-5Z",
  reverse: "M13 3v10M10 3v10L3 8Z",
  search: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.4 10.4l3.1 3.1",
  down: "M4 6l4 4 4-4",
  right: "M6 4l4 4-4 4",
  follow: "M8 2.5v9M4.5 8 8 11.5 11.5 8",
  clock: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM8 4.5V8l2.5 1.5",
  retry: "M3 8a5 5 0 1 1 1.6 3.7M3 12.5V9.3h3.2",
  warning: "M8 2.3 14.3 13.5H1.7ZM8 6.3v3.5M8 11.6v.1",
  info: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM8 7.3v3.7M8 5v.1",
  recorded: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM8 6.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3Z",
  simulated: "M6 2h4M6.7 2v4L3 13h10L9.3 6V2M4.6 10h6.8",
  live: "M4.6 11.4a4.8 4.8 0 0 1 0-6.8M11.4 4.6a4.8 4.8 0 0 1 0 6.8M8 8.6a.6.6 0 1 0 0-1.2.6.6 0 0 0 0 1.2Z",
  file: "M4 2h5l3 3v9H4ZM9 2v3h3",
} as const;
export type TraceIcon = keyof typeof paths;

const cached = new Map<TraceIcon, SVGTemplateResult>();

/** Drawn in the colour of the text around it and hidden from screen readers: a word or a label says the same. */
export function icon(name: TraceIcon, more = ""): TemplateResult {
  let path = cached.get(name);
  if (!path) {
    path = svg`<path d=${paths[name]} />`;
    cached.set(name, path);
  }
  return html`<svg class="i line ${more}" viewBox="0 0 16 16" aria-hidden="true">${path}</svg>`;
}
