import type { Sql } from "postgres";

/**
 * Plans that are kept know nothing of what they are given, and the planner takes an array to have ten rows. Joined with a small table
 * it would read all of that each time; looked up by key, a row costs the same however the table grows.
 */
export const KEPT_PLANS = {
  plan_cache_mode: "force_generic_plan",
  enable_hashjoin: "off",
  enable_mergejoin: "off",
  enable_seqscan: "off",
} as const;

/** After so many statements plans are made anew for the first time, and then each time that there were so many times as many. */
const FIRST = 16;
const TIMES = 4;

/**
 * To be called before each statement of a pool of one connection that keeps its plans. A plan made while a table was empty reads all
 * of it, by its index if need be, and is kept until ANALYZE comes by, which may take a minute: by then each statement reads a hundred
 * thousand rows. So the connection throws its plans away as its statements grow in number, ever more seldom; the planner asks for the
 * size of a table itself.
 */
export function makePlanRenewal(sql: Sql): () => void {
  let statements = 0;
  let due = FIRST;
  return () => {
    statements += 1;
    if (statements < due) return;
    due *= TIMES;
    // Whatever fails this fails the statement behind it as well, which tells of it.
    sql.unsafe("discard plans", [], { prepare: true }).catch(() => undefined);
  };
}
