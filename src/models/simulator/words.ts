import { below, pick, type Random } from "../../core/runs/random.ts";

/** Rough and stated: a word is one token per six letters, a digit or sign is one. Stands in where no counter is given. */
export function roughCount(text: string): number {
  let count = 0;
  for (const [word] of text.matchAll(/\p{L}+|\p{N}|[^\s\p{L}\p{N}]/gu)) count += Math.ceil(word.length / 6);
  return count;
}

const common = new Set(
  "able about after again ahead all came come comes first get goes know last like look looks merged next since thing things think two want wants yes answer ask asks briefly check compare create describe explain find give great help list make please show sort summarize summarise translate write all also and any are because been before being but can could did does each for from give had has have her here him his how into its just let like make may more most must name need not now only other our out over please reply said say she should show some such take tell text than that the their them then there these they this those use very was were what when where which while who why will with would write you your answer customer data follow inside message user".split(
    " ",
  ),
);

/** The words a text is about, longest first among equals, at most `most`. */
export function keywords(text: string, most = 6): readonly string[] {
  const counts = new Map<string, number>();
  for (const [word] of text.replace(/<[^>]*>/g, " ").matchAll(/\p{L}[\p{L}\p{N}_-]{2,}/gu)) {
    if (!common.has(word.toLowerCase())) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1] || b[0].length - a[0].length)
    .slice(0, most)
    .map(([word]) => word);
}

const openings = [
  "Here is what matters about {0}.",
  "In short, {0} comes first.",
  "Taken together, {0} is the heart of this.",
  "The question turns on {0}.",
] as const;
const middles = [
  "{0} and {1} belong together here, so it helps to look at both at once.",
  "What you say about {0} fits well with {1}.",
  "With {0} settled, {1} is the next thing to look at.",
  "Note that {0} limits what can be done about {1}.",
  "For {0}, a small and careful step is enough.",
  "Most of the effort goes into {0}; {1} follows from it.",
  "If {0} changes, {1} has to be looked at again.",
] as const;
const endings = [
  "Tell me more about {0} and I can be more exact.",
  "That covers {0} for now.",
  "Start with {0}; the rest follows.",
  "I would check {0} once more before going on.",
] as const;

/** A paragraph that is visibly about `about`, of about `tokens` tokens. */
export function prose(next: Random, about: string, tokens: number, count: (text: string) => number): string {
  const words = keywords(about);
  if (words.length === 0 || /^\s*(hi|hello|hey|good (morning|evening))\b/i.test(about)) {
    return pick(next, [
      "Hello! I am here and ready: tell me what you would like to know, and I will keep it short.",
      "Hello! Ask me anything, or paste what you are working on, and we can start from there.",
      "Hello! Good to meet you. Say what you need and I will answer in a few sentences.",
    ]);
  }
  const fill = (pattern: string) => {
    const first = below(next, words.length);
    const second = words.length > 1 ? (first + 1 + below(next, words.length - 1)) % words.length : first;
    return pattern.replace(/\{([01])\}/g, (_, which) => words[which === "0" ? first : second] ?? "this");
  };
  const sentences = [fill(pick(next, openings))];
  while (count([...sentences, ""].join(" ")) < tokens && sentences.length < 60)
    sentences.push(fill(pick(next, middles)));
  sentences.push(fill(pick(next, endings)));
  return sentences.map((sentence) => sentence.charAt(0).toUpperCase() + sentence.slice(1)).join(" ");
}

/** A result of a function in a sentence: `{status: "shipped"}` → "status: shipped". */
export function told(value: unknown): string {
  if (Array.isArray(value)) return value.map(told).join("; ");
  if (typeof value === "object" && value !== null) {
    return Object.entries(value)
      .map(([key, item]) => `${key.replaceAll("_", " ")}: ${told(item)}`)
      .join(", ");
  }
  return String(value);
}

/** Cuts text into pieces of a few words, as a stream does; joined they are the text. */
export function pieces(next: Random, text: string): readonly string[] {
  const words = text.match(/\s*\S+\s*$|\s*\S+/g) ?? (text === "" ? [] : [text]);
  const cut: string[] = [];
  for (let i = 0; i < words.length; ) {
    const size = 6 + below(next, 12);
    cut.push(words.slice(i, i + size).join(""));
    i += size;
  }
  return cut;
}
