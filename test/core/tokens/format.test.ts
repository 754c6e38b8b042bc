import { expect, test } from "vitest";
import {
  formatCap,
  formatMs,
  formatRate,
  formatShare,
  formatTokens,
  formatUsd,
  formatUsdRange,
} from "../../../src/core/tokens/format.ts";
import { fromUsd, nanoUsd } from "../../../src/core/tokens/units.ts";

test("money has two significant digits", () => {
  const words = [
    0, 0.0021, 0.00635, 0.0099, 0.00996, 0.011, 0.0955, 0.1, 0.23, 0.999, 1, 1.04, 3.9, 8.44, 10.4, 99.6, 120, 1234,
  ];
  expect(words.map((usd) => formatUsd(fromUsd(usd))).join(" ")).toBe(
    "$0 $0.0021 $0.0064 $0.0099 $0.010 $0.011 $0.096 $0.10 $0.23 $1.0 $1.0 $1.0 $3.9 $8.4 $10 $100 $120 $1,200",
  );
  expect(formatUsd(nanoUsd(75))).toBe("$0.000000075");
  expect(formatUsd(fromUsd(-0.0055))).toBe("-$0.0055");
});

test("a cost that is not known to the end says so, and a cap is shown as a file writes it", () => {
  expect(formatUsd(fromUsd(0.0021), { atLeast: true })).toBe("at least $0.0021");
  expect([1, 0.5, 0.03, 0.125].map(formatCap)).toEqual(["$1.00", "$0.50", "$0.03", "$0.125"]);
});

test("a range has an en dash and no unit of its own", () => {
  expect(formatUsdRange(fromUsd(0.0014), fromUsd(0.0052))).toBe("0.0014–0.0052");
  expect(formatUsdRange(fromUsd(8.4), fromUsd(13))).toBe("8.4–13");
  expect(formatUsdRange(fromUsd(0.00141), fromUsd(0.00142))).toBe("0.0014");
});

test("tokens have thousands", () => {
  expect([0, 12, 999, 1240, 1048576, 12.6].map(formatTokens)).toEqual(["0", "12", "999", "1,240", "1,048,576", "13"]);
});

test("time is told in the unit that one would say", () => {
  expect([0, 412, 999.4, 999.6, 5600, 9949, 9951, 42_000, 59_600, 60_000, 200_000, 3_600_000].map(formatMs)).toEqual([
    "0 ms",
    "412 ms",
    "999 ms",
    "1.0 s",
    "5.6 s",
    "9.9 s",
    "10 s",
    "42 s",
    "1 min",
    "1 min",
    "3 min 20 s",
    "60 min",
  ]);
});

test("a share is whole from one per cent on", () => {
  expect([0, 0.003, 0.47, 1].map(formatShare)).toEqual(["0 %", "0.3 %", "47 %", "100 %"]);
});

test("a rate reads as on a price list", () => {
  expect([1_500_000, 150_000, 75_000, 37_500, 9_000_000].map(formatRate)).toEqual([
    "1.50",
    "0.15",
    "0.075",
    "0.0375",
    "9.00",
  ]);
});
