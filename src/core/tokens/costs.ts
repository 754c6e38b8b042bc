// What only some commands and settings need of prices: a bundle of its own, read when it is first asked for.
export { readOwnPrices } from "./ownPrices.ts";
