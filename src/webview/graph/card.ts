import type { GraphNode, GraphPart } from "../../core/language/graph.ts";
import { formatUsd, formatUsdRange } from "../../core/tokens/format.ts";
import type { IconName } from "../ui/icon.ts";

/** A line of a card, with its place in it. */
export interface CardLine {
  readonly text: string;
  readonly look: "title" | "dim" | "note" | "tool";
  readonly x: number;
  /** Of the base line. */
  readonly y: number;
  /** What the line says in full, where it is cut. */
  readonly full?: string;
  readonly icon?: IconName;
  /** At the right end of the same line. */
  readonly right?: string;
  readonly tone?: "error" | "warning" | "info";
}

/** What is drawn for a node, measured before it is drawn. */
export interface Card {
  readonly node: GraphNode;
  readonly shape: "card" | "pill" | "dot";
  readonly width: number;
  readonly height: number;
  readonly icon?: IconName;
  readonly lines: readonly CardLine[];
  /** Where the tools begin, and how high the line of each is. */
  readonly tools?: { readonly y: number; readonly step: number; readonly shown: number };
}

const icons: Readonly<Record<GraphNode["kind"], IconName>> = {
  agent: "hubot",
  team: "organization",
  file: "file",
  address: "globe",
  missing: "error",
  router: "git-branch",
  parallel: "repo-forked",
  join: "git-merge",
  loop: "sync",
  merge: "circle",
};

const size = { title: 13, small: 11, tool: 12 } as const;
const room = { least: 128, most: 252, side: 12, icon: 22 } as const;
/** More are counted in one line: a card is no list. */
const mostTools = 5;

export function cardOf(node: GraphNode): Card {
  if (node.kind === "merge") return { node, shape: "dot", width: 10, height: 10, lines: [] };
  const control = ["router", "parallel", "join", "loop"].includes(node.kind);
  return control ? pill(node) : fullCard(node);
}

/** One line: what happens, and by what. */
function pill(node: GraphNode): Card {
  const title = shorten(node.title, 160, size.small, true);
  const detail = node.detail === undefined ? "" : shorten(node.detail, 170, size.small);
  const titleWidth = textWidth(title, size.small, true);
  const start = 12 + 18;
  const lines: CardLine[] = [{ text: title, look: "title", x: start, y: 18, ...cut(title, node.title) }];
  if (detail) {
    lines.push({ text: detail, look: "dim", x: start + titleWidth + 7, y: 18, ...cut(detail, node.detail ?? "") });
  }
  const width = start + titleWidth + (detail ? 7 + textWidth(detail, size.small) : 0) + 12;
  return { node, shape: "pill", width: Math.ceil(width), height: 28, icon: icons[node.kind], lines };
}

function fullCard(node: GraphNode): Card {
  const most = room.most - 2 * room.side;
  const lines: CardLine[] = [];
  let [y, widest] = [10, 0];
  const add = (text: string, look: CardLine["look"], more: Partial<CardLine> = {}) => {
    const [px, bold] = look === "title" ? [size.title, true] : [look === "tool" ? size.tool : size.small, false];
    const start = more.icon || look === "title" ? room.icon : 0;
    const right = more.right === undefined ? 0 : textWidth(more.right, size.small) + 10;
    const shown = shorten(text, most - start - right, px, bold);
    y += look === "tool" ? 18 : look === "title" ? 16 : 16;
    lines.push({ text: shown, look, x: room.side + start, y: y - 4, ...cut(shown, text), ...more });
    widest = Math.max(widest, start + textWidth(shown, px, bold) + right);
  };
  add(node.title, "title");
  y += 2;
  if (node.step !== undefined && node.step !== node.title) add(`step ${node.step}`, "dim");
  if (node.model !== undefined) add(node.model, "dim");
  if (node.level) add(`thinking ${node.level}${node.levelIsDefault ? ", its default" : ""}`, "dim");
  if (node.detail !== undefined) add(node.detail, "dim");
  if (node.cost) add(`${formatUsd(node.cost.p50)} a run`, "dim", { full: costWords(node) });
  if (node.origin) add(`from ${baseName(node.origin.file)}`, "dim", { full: originWords(node.origin) });
  for (const { tone, text } of node.notes) {
    add(text, "note", { tone, icon: tone === "error" ? "error" : tone === "warning" ? "warning" : "info" });
  }
  let tools: Card["tools"];
  if (node.tools.length > 0) {
    y += 9;
    const shown = node.tools.length > mostTools ? mostTools - 1 : node.tools.length;
    tools = { y, step: 18, shown };
    for (const tool of node.tools.slice(0, shown)) {
      add(tool.title, "tool", { icon: "tools", right: tool.detail, full: toolWords(tool) });
    }
    if (shown < node.tools.length) add(`${node.tools.length - shown} more tools`, "dim");
  }
  return {
    node,
    shape: "card",
    width: Math.ceil(Math.max(room.least, widest + 2 * room.side)),
    height: y + 8,
    icon: icons[node.kind],
    lines,
    ...(tools ? { tools } : {}),
  };
}

export function costWords({ cost }: GraphNode): string {
  return cost ? `${formatUsd(cost.p50)} a run, 80 % of runs: $${formatUsdRange(cost.p80Low, cost.p80High)}` : "";
}

/** Whose it is, when this file inherits it. */
export function originWords(origin: GraphNode["origin"]): string {
  return origin ? `from ${origin.file}` : "";
}

function baseName(file: string): string {
  return file.split("/").at(-1) ?? file;
}

export function toolWords({ title, detail, origin }: GraphPart): string {
  return [title, detail, originWords(origin)].filter((words) => words !== "").join(", ");
}

function cut(shown: string, whole: string): { full?: string } {
  return shown === whole ? {} : { full: whole };
}

/** The text, or its beginning with "…" when it is wider than `most` pixels. */
export function shorten(text: string, most: number, px: number, bold = false): string {
  if (textWidth(text, px, bold) <= most) return text;
  const letters = [...text];
  let width = textWidth("…", px, bold);
  let end = 0;
  for (; end < letters.length; end++) {
    width += textWidth(letters[end] ?? "", px, bold);
    if (width > most) break;
  }
  return `${letters.slice(0, end).join("").trimEnd()}…`;
}

/** A little more than any usual font of an editor needs: the picture is placed before it is drawn, and without a canvas. */
export function textWidth(text: string, px: number, bold = false): number {
  let ems = 0;
  for (const letter of text) ems += letterWidth(letter);
  return ems * px * (bold ? 1.12 : 1);
}

function letterWidth(letter: string): number {
  if (/[ilj.,:;|!'`]/.test(letter)) return 0.31;
  if (/[ftrI ()[\]{}/\\"-]/.test(letter)) return 0.4;
  if (/[mwMW@%…—]/.test(letter)) return 0.96;
  if (/[A-Z&~+=<>#]/.test(letter)) return 0.73;
  if (/[0-9a-z_$?*^]/.test(letter)) return 0.6;
  return (letter.codePointAt(0) ?? 0) < 0x0300 ? 0.72 : 1.1;
}
