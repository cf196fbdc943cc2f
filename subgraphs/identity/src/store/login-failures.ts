import type { Tx } from "@outcry/database";
import { newId } from "@outcry/kernel";
import { and, count, eq, gt, sql } from "drizzle-orm";
import { FAILURE_WINDOW_MILLISECONDS } from "../domain/login-brake.ts";
import { loginFailures } from "../tables/index.ts";
import type { Reader } from "./accounts.ts";

const windowStart = sql`now() - make_interval(secs => ${FAILURE_WINDOW_MILLISECONDS / 1_000})`;

/** How many sign-ins failed for an address within the window. */
export async function recentFailures(reader: Reader, accountKey: string): Promise<number> {
  const [row] = await reader
    .select({ count: count() })
    .from(loginFailures)
    .where(and(eq(loginFailures.accountKey, accountKey), gt(loginFailures.failedAt, windowStart)));
  return row?.count ?? 0;
}

export async function recordFailure(reader: Reader, accountKey: string): Promise<void> {
  await reader.insert(loginFailures).values({ id: newId(), accountKey });
}

export async function forgetFailures(tx: Tx, accountKey: string): Promise<void> {
  await tx.delete(loginFailures).where(eq(loginFailures.accountKey, accountKey));
}
