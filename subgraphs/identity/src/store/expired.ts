import type { Tx } from "@outcry/database";
import { sql } from "drizzle-orm";
import { loginFailures, sessions, socketTickets } from "../tables/index.ts";

const DELETED_PER_TURN_MAX = 5_000;

/** How long an ended session is kept, so that a late use of its tokens is still told from a guess. */
const ENDED_SESSIONS_KEPT_DAYS = 30;

/** Deletes what no rule asks for any more, a bounded number of each. Returns how many rows went. */
export async function deleteExpired(tx: Tx): Promise<number> {
  const tickets = await tx.execute(sql`
    delete from ${socketTickets} where hash in (
      select hash from ${socketTickets} where expires_at < now() limit ${DELETED_PER_TURN_MAX})`);
  const failures = await tx.execute(sql`
    delete from ${loginFailures} where id in (
      select id from ${loginFailures} where failed_at < now() - interval '1 day' limit ${DELETED_PER_TURN_MAX})`);
  const old = await tx.execute(sql`
    delete from ${sessions} where id in (
      select id from ${sessions}
      where expires_at < now() - make_interval(days => ${ENDED_SESSIONS_KEPT_DAYS})
      limit ${DELETED_PER_TURN_MAX})`);
  return tickets.count + failures.count + old.count;
}
