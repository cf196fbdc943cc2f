import type { Sql } from "postgres";

/** After so many statements plans are made anew for the first time, and then each time that there were so many times as many. */
const FIRST = 16;
const TIMES = 4;

/**
 * For a pool of one connection that keeps the plans of its statements. A plan made while a table was small reads all of it,
 * and is kept until ANALYZE comes by, which may take a minute: by then each statement reads a hundred thousand rows. So the connection
 * throws its plans away as its statements grow in number, ever more seldom; the planner asks for the size of a table itself.
 * To be called before each statement.
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
