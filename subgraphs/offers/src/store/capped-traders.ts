import type { Tx } from "@outcry/database";
import type { Trader } from "../domain/caps.ts";
import { type FactsRow, readTraders, TRADERS } from "./facts.ts";
import { arrayOf, run } from "./statement.ts";

/** Always in the order of what is locked, so that no two batches wait for each other. */
const LOCK = `/* lock traders with caps */
  select pg_advisory_xact_lock(lock) from (
    select distinct hashtextextended('cap of ' || user_id, 0) as lock from unnest($1::uuid[]) as u (user_id)
     order by lock) locks`;

const COUNT = `/* count what traders with caps have open */ select (${TRADERS("$1")}) as traders`;

/**
 * Locks people who have caps for the rest of the transaction, and counts what they have open as of then: nobody else can
 * add to it until it ends. The markets must be locked already. One round trip: the count is a statement of its own, and so
 * has a snapshot that is younger than the locks.
 */
export async function lockCappedTraders(tx: Tx, userIds: readonly string[]): Promise<Map<string, Trader>> {
  const users = arrayOf(userIds);
  const [, [counted]] = await Promise.all([
    run(tx, LOCK, [users]),
    run<Pick<FactsRow, "traders">>(tx, COUNT, [users]),
  ]);
  return readTraders(counted?.traders ?? []);
}
