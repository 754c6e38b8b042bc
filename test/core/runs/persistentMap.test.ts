import fc from "fast-check";
import { expect, test } from "vitest";
import { PersistentMap } from "../../../src/core/runs/persistentMap.ts";

const entries = fc.array(fc.tuple(fc.string({ maxLength: 3 }), fc.nat()), { maxLength: 300 });

test("it holds what a Map holds, and an older one does not change", () => {
  fc.assert(
    fc.property(entries, entries, (first, then) => {
      const before = PersistentMap.from(first);
      const frozen = [...before].sort();
      let after = before;
      for (const [key, value] of then) after = after.with(key, value);
      const expected = new Map([...first, ...then]);
      expect(new Map(after)).toEqual(expected);
      expect(after.size).toBe(expected.size);
      expect([...after.keys()].sort()).toEqual([...expected.keys()].sort());
      expect([...after.values()].sort()).toEqual([...expected.values()].sort());
      for (const key of ["", "a", "zz"])
        expect([after.get(key), after.has(key)]).toEqual([expected.get(key), expected.has(key)]);
      expect([...before].sort()).toEqual(frozen);
    }),
  );
});
