/** Numbers from 0 up to (not with) 1, the same for the same seed everywhere. */
export type Random = () => number;

/** mulberry32 over a 32-bit hash of the seed. Good enough for drawing and resampling, not for secrets. */
export function random(seed: string | number): Random {
  let state = hash32(String(seed));
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** FNV-1a over UTF-16 units, with a final mix. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  return hash >>> 0;
}

/** A draw whose logarithm is normal: half lie below `median`, 68 % between `median / e^sigma` and `median * e^sigma`. */
export function logNormal(next: Random, median: number, sigma: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return median * Math.exp(sigma * normal);
}

/** A whole number from 0 to `n - 1`. */
export function below(next: Random, n: number): number {
  return Math.floor(next() * n);
}

export function pick<T>(next: Random, items: readonly [T, ...T[]]): T;
export function pick<T>(next: Random, items: readonly T[]): T | undefined;
export function pick<T>(next: Random, items: readonly T[]): T | undefined {
  return items[below(next, items.length)];
}
