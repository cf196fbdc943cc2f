/**
 * The advisory locks of what is so called in each row of a relation, each once and in the order in which everybody takes them:
 * so no two transactions that take several of a kind wait for each other in a circle. Of several kinds, markets come first,
 * then people, then candles.
 */
export const locksOf = (kind: "market" | "cap of" | "candles", name: string, relation: string): string => `
    select distinct hashtextextended('${kind} ' || ${name}, 0) as lock from ${relation} order by lock`;

/** What a market is called in its locks. */
export const MARKET_NAME = "variant_id || currency";
