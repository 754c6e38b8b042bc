/** A stretch of text that both have, or that only this one has. */
export interface Stretch {
  readonly text: string;
  readonly own: boolean;
}
export interface WordDiff {
  readonly left: readonly Stretch[];
  readonly right: readonly Stretch[];
  /** False when the texts are too long to be compared word by word here: they are shown as they are. */
  readonly compared: boolean;
}

/** Beyond this product of differing words the table of the longest common subsequence would be felt. */
const most = 4_000_000;

/** Which words differ between two texts. A word keeps the space after it. */
export function wordDiff(left: string, right: string): WordDiff {
  const a = words(left);
  const b = words(right);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  const x = a.slice(head, a.length - tail);
  const y = b.slice(head, b.length - tail);
  if (x.length * y.length > most) {
    return { left: [{ text: left, own: false }], right: [{ text: right, own: false }], compared: false };
  }
  const same = { text: a.slice(0, head).join(""), own: false };
  const rest = { text: a.slice(a.length - tail).join(""), own: false };
  const [mine, theirs] = between(x, y);
  return { left: joined([same, ...mine, rest]), right: joined([same, ...theirs, rest]), compared: true };
}

function between(x: readonly string[], y: readonly string[]): [Stretch[], Stretch[]] {
  const width = y.length + 1;
  const longest = new Uint32Array((x.length + 1) * width);
  const at = (i: number, j: number) => longest[i * width + j] ?? 0;
  for (let i = x.length - 1; i >= 0; i--) {
    for (let j = y.length - 1; j >= 0; j--) {
      longest[i * width + j] = x[i] === y[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const left: Stretch[] = [];
  const right: Stretch[] = [];
  let i = 0;
  let j = 0;
  while (i < x.length || j < y.length) {
    if (i < x.length && j < y.length && x[i] === y[j]) {
      left.push({ text: x[i++] ?? "", own: false });
      right.push({ text: y[j++] ?? "", own: false });
    } else if (j >= y.length || (i < x.length && at(i + 1, j) >= at(i, j + 1))) {
      left.push({ text: x[i++] ?? "", own: true });
    } else {
      right.push({ text: y[j++] ?? "", own: true });
    }
  }
  return [left, right];
}

function words(text: string): string[] {
  return text.split(/(?<=\s)(?=\S)/);
}

function joined(stretches: readonly Stretch[]): Stretch[] {
  const all: Stretch[] = [];
  for (const stretch of stretches) {
    if (stretch.text === "") continue;
    const last = all.at(-1);
    if (last && last.own === stretch.own) all[all.length - 1] = { text: last.text + stretch.text, own: last.own };
    else all.push(stretch);
  }
  return all;
}
