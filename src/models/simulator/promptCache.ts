/** Implicit caching: remembers the long prompts of each model and says how much of a new one was seen before. */
export class PromptCache {
  readonly #prompts = new Map<string, string[]>();
  readonly #count: (text: string) => number;

  constructor(count: (text: string) => number) {
    this.#count = count;
  }

  /** Tokens of `prompt` that are read from the cache: the longest prefix seen before, if it has `least` tokens or more. */
  read(model: string, prompt: string, least: number): number {
    const seen = this.#prompts.get(model) ?? [];
    const shared = seen.reduce((longest, other) => Math.max(longest, prefixLength(prompt, other)), 0);
    const hit = shared > 0 ? this.#count(prompt.slice(0, shared)) : 0;
    if (this.#count(prompt) >= least)
      this.#prompts.set(model, [...seen.filter((p) => p !== prompt), prompt].slice(-32));
    return hit >= least ? hit : 0;
  }
}

function prefixLength(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  while (at < most && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}
