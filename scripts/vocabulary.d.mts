/** Writes dist/gemma.ranks.gz unless it is newer than its sources; its path. */
export function ensureRanks(): string;
