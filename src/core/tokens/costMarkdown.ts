import type { CostTable } from "./costTables.ts";

/** The table as Markdown, for the editor's own preview: its theme, its keys, its links. */
export function costMarkdown({ title, notes, columns, rows, empty, below }: CostTable): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const table =
    rows.length === 0
      ? [plain(empty)]
      : [
          line(columns.map((column) => column.title)),
          line(columns.map(({ numeric }) => (numeric ? "--:" : ":--"))),
          ...rows.map(({ cells, isNow }) =>
            line(cells.map(({ text }) => (isNow && text !== "" ? `**${plain(text)}**` : plain(text)))),
          ),
        ];
  return [
    `# ${plain(title)}`,
    "",
    ...notes.map((note) => `- ${plain(note)}`),
    "",
    ...table,
    "",
    ...below.map((one) => `- ${linked(one)}`),
    "",
  ].join("\n");
}

function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~$]/g, "\\$&");
}

function linked(text: string): string {
  const address = /https:\/\/[^\s)]+/.exec(text)?.[0];
  if (address === undefined) return plain(text);
  const [before = "", after = ""] = text.split(address);
  return `${plain(before)}<${address}>${plain(after)}`;
}
