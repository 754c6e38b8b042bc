/** The parts of a dotprompt. Without front matter it is all body. */
export function frontMatter(text: string): {
  readonly front: string;
  readonly body: string;
  readonly bodyLine: number;
} {
  const match = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)(?:^|\r?\n)---[ \t]*(?:\r?\n|$)/m.exec(text);
  if (match?.index !== 0) return { front: "", body: text, bodyLine: 0 };
  const head = match[0];
  // The line of the dashes stays, empty, so that lines are those of the file.
  return { front: `\n${match[1] ?? ""}\n`, body: text.slice(head.length), bodyLine: head.split("\n").length - 1 };
}
