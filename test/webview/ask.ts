import { render, type TemplateResult } from "lit/html.js";

/** Renders into a fresh page, and asks it as a person with a screen reader would: by role and name. */
export function show(view: TemplateResult): Page {
  const root = document.createElement("div");
  document.body.replaceChildren(root);
  render(view, root);
  return new Page(root);
}

const implicit: Readonly<Record<string, string>> = {
  button: "button, [role=button]",
  textbox: "textarea, input[type=text], input:not([type])",
  combobox: "select",
  alert: "[role=alert]",
  status: "[role=status]",
  heading: "h1, h2, h3, h4",
  gridcell: "[role=gridcell]",
  grid: "[role=grid]",
  radio: "[role=radio]",
  progressbar: "[role=progressbar]",
  img: "[role=img]",
  alertdialog: "[role=alertdialog]",
  region: "section[aria-label]",
  spinbutton: "input[type=number]",
};

export class Page {
  readonly root: HTMLElement;
  constructor(root: HTMLElement) {
    this.root = root;
  }

  all(role: string, name?: string | RegExp): readonly HTMLElement[] {
    const found = [...this.root.querySelectorAll<HTMLElement>(implicit[role] ?? `[role=${role}]`)];
    return name === undefined
      ? found
      : found.filter((e) => (typeof name === "string" ? nameOf(e) === name : name.test(nameOf(e))));
  }

  has(role: string, name?: string | RegExp): boolean {
    return this.all(role, name).length > 0;
  }

  get(role: string, name?: string | RegExp): HTMLElement {
    const [first, second] = this.all(role, name);
    if (!first || (second && name !== undefined)) {
      throw new Error(
        `${first ? "More than one" : "No"} ${role} ${name ?? ""} among: ${this.all(role).map(nameOf).join(" | ")}`,
      );
    }
    return first;
  }

  click(role: string, name?: string | RegExp): void {
    this.get(role, name).click();
  }

  /** All text, with runs of white space as one space. */
  get text(): string {
    return textOf(this.root);
  }
}

/** The text as it reads: elements stand apart, runs of white space are one space. */
export function textOf(element: Element): string {
  const gather = (node: Node): string => {
    if (node.nodeType === 3) return node.textContent ?? "";
    return node.nodeType === 1 ? ` ${[...node.childNodes].map(gather).join("")} ` : "";
  };
  return gather(element).replace(/\s+/g, " ").trim();
}

function nameOf(element: HTMLElement): string {
  const label = element.getAttribute("aria-label");
  if (label) return label;
  const by = element.getAttribute("aria-labelledby");
  if (by) return textOf(document.getElementById(by) ?? element);
  if (element.id) {
    const other = document.querySelector(`label[for="${element.id}"]`);
    if (other) return textOf(other);
  }
  const around = element.closest("label");
  if (around && around !== element) return textOf(around);
  return textOf(element);
}
