import { hash32 } from "./random.ts";

const width = 128;

/**
 * A map that is never changed: `with` gives a new one that shares nearly everything. For the runs of a comparison, where
 * every chunk of every cell makes a new state and a plain copy of ten thousand entries would be felt. Not in order of
 * insertion.
 */
export class PersistentMap<V> implements ReadonlyMap<string, V> {
  readonly size: number;
  readonly #buckets: readonly (ReadonlyMap<string, V> | undefined)[];

  private constructor(buckets: readonly (ReadonlyMap<string, V> | undefined)[], size: number) {
    this.#buckets = buckets;
    this.size = size;
  }

  static from<V>(entries: Iterable<readonly [string, V]>): PersistentMap<V> {
    if (entries instanceof PersistentMap) return entries as PersistentMap<V>;
    let map = new PersistentMap<V>([], 0);
    for (const [key, value] of entries) map = map.with(key, value);
    return map;
  }

  with(key: string, value: V): PersistentMap<V> {
    const index = hash32(key) % width;
    const before = this.#buckets[index];
    const buckets = this.#buckets.slice();
    buckets[index] = new Map(before).set(key, value);
    return new PersistentMap(buckets, this.size + (before?.has(key) ? 0 : 1));
  }

  get(key: string): V | undefined {
    return this.#buckets[hash32(key) % width]?.get(key);
  }

  has(key: string): boolean {
    return this.#buckets[hash32(key) % width]?.has(key) ?? false;
  }

  forEach(callback: (value: V, key: string, map: ReadonlyMap<string, V>) => void): void {
    for (const [key, value] of this) callback(value, key, this);
  }

  *[Symbol.iterator](): MapIterator<[string, V]> {
    for (const bucket of this.#buckets) if (bucket) yield* bucket;
  }

  entries(): MapIterator<[string, V]> {
    return this[Symbol.iterator]();
  }

  *keys(): MapIterator<string> {
    for (const [key] of this) yield key;
  }

  *values(): MapIterator<V> {
    for (const [, value] of this) yield value;
  }
}
