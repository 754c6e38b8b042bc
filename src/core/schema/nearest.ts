/** The word most like the given one, if it is alike enough to be meant. Case, `-` and `_` weigh little. */
export function nearest(word: string, words: Iterable<string>): string | undefined {
  const given = plain(word);
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 0.5;
  for (const candidate of words) {
    const distance = difference(given, plain(candidate), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  if (best !== undefined || word.length < 3) return best;
  // The same words in another order: `max_tokens_output`.
  const turned = [...words].find((candidate) => parts(candidate) === parts(word));
  if (turned !== undefined) return turned;
  // A beginning, or a part between underscores: `system`, `tokens`.
  return [...words].find((candidate) => plain(candidate).startsWith(given));
}

function parts(word: string): string {
  return word
    .toLowerCase()
    .split(/[-_\s]/)
    .sort()
    .join(" ");
}

function plain(word: string): string {
  return word.toLowerCase().replace(/[-_\s]/g, "");
}

/** Number of letters to change, insert, remove or swap with their neighbour. */
function difference(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return Number.POSITIVE_INFINITY;
  let older: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((previous[j] as number) + 1, (row[j - 1] as number) + 1, (previous[j - 1] as number) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (older[j - 2] as number) + 1);
      }
      row.push(cost);
    }
    older = previous;
    previous = row;
  }
  return previous[b.length] as number;
}
