// What only some commands and settings need of prices: a bundle of its own, read when it is first asked for.
export { costMarkdown } from "./costMarkdown.ts";
export { priceTableView, whatIfView } from "./costTables.ts";
export { readOwnPrices } from "./ownPrices.ts";
export { comingChanges } from "./priceTable.ts";
export { whatIf } from "./whatIf.ts";
