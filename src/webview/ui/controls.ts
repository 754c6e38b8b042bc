import { html, nothing, type TemplateResult } from "lit/html.js";
import { type IconName, icon } from "./icon.ts";

export interface ButtonOptions {
  readonly label: string;
  readonly icon?: IconName;
  /** `primary`: the one thing to do here. `ghost`: no frame until the pointer is over it. */
  readonly kind?: "primary" | "secondary" | "ghost";
  /** Only the icon is drawn; the label becomes the name and the tooltip. */
  readonly iconOnly?: boolean;
  /** Drops the word when the panel is narrow. Needs an icon. */
  readonly shrinks?: boolean;
  readonly title?: string;
  /** The key that does the same, as it is printed: `Esc`. */
  readonly key?: string;
  readonly note?: string;
  readonly disabled?: boolean;
  /** Keeps the focus findable after a redraw. */
  readonly id?: string;
  readonly click: (event: MouseEvent) => void;
}

export function button(options: ButtonOptions): TemplateResult {
  const { kind = "secondary" } = options;
  return html`<button
    type="button"
    class="btn ${kind}"
    id=${options.id ?? nothing}
    title=${options.title ?? (options.iconOnly ? options.label : nothing)}
    aria-label=${options.iconOnly || options.shrinks || options.key ? options.label : nothing}
    aria-keyshortcuts=${options.key?.replace("Ctrl", "Control") ?? nothing}
    ?disabled=${options.disabled ?? false}
    @click=${options.click}
  >${options.icon ? icon(options.icon) : nothing}${
    options.iconOnly ? nothing : html`<span class=${options.shrinks ? "lbl" : nothing}>${options.label}</span>`
  }${options.note ? html`<span class="dim num">${options.note}</span>` : nothing}${
    options.key ? html`<kbd class="kbd" aria-hidden="true">${options.key}</kbd>` : nothing
  }</button>`;
}

/** A link that does something in the editor. A button, because it goes nowhere in the browser's sense. */
export function link(label: string, click: () => void, title?: string): TemplateResult {
  return html`<button type="button" class="link" title=${title ?? nothing} @click=${click}>${label}</button>`;
}

export interface BadgeOptions {
  readonly label: string;
  readonly icon?: IconName;
  /** Colours the icon only. */
  readonly tone?: "ok" | "bad" | "wait" | "dim";
  readonly quiet?: boolean;
  readonly title?: string;
}

export function badge(options: BadgeOptions): TemplateResult {
  return html`<span class="badge num ${options.quiet ? "quiet" : ""}" title=${options.title ?? nothing}>${
    options.icon ? html`<span class=${options.tone ?? nothing}>${icon(options.icon, "small")}</span>` : nothing
  }${options.label}</span>`;
}

/** The mark without which no simulated number may stand. */
export function simulatedBadge(): TemplateResult {
  return html`<span class="badge sim" title="Answers, times and costs are drawn by the built-in simulator">${icon("beaker", "small")}Simulated</span>`;
}

/** A row of controls with one name. */
export function toolbar(label: string, content: unknown): TemplateResult {
  return html`<div class="toolbar" role="toolbar" aria-label=${label}>${content}</div>`;
}

export interface Segment<Id extends string> {
  readonly id: Id;
  readonly label: string;
  readonly icon?: unknown;
}

/** A choice of one among few: arrows move, the chosen one is the only tab stop. */
export function segments<Id extends string>(
  label: string,
  rows: readonly Segment<Id>[],
  chosen: Id,
  choose: (id: Id) => void,
): TemplateResult {
  const onKey = (event: KeyboardEvent) => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    const at = rows.findIndex((row) => row.id === chosen);
    const next = rows[(at + by + rows.length) % rows.length];
    if (!next) return;
    const bar = event.currentTarget as HTMLElement;
    choose(next.id);
    requestAnimationFrame(() => bar.querySelector<HTMLElement>("[aria-checked=true]")?.focus());
  };
  return html`<div class="seg" role="radiogroup" aria-label=${label} @keydown=${onKey}>${rows.map(
    (row) => html`<button
      type="button"
      role="radio"
      aria-checked=${row.id === chosen}
      tabindex=${row.id === chosen ? 0 : -1}
      @click=${() => choose(row.id)}
    >${row.icon ?? nothing}<span>${row.label}</span></button>`,
  )}</div>`;
}
