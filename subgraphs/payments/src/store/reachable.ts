import type { Database } from "@outcry/database";
import { sql } from "drizzle-orm";

/** Throws while the database does not answer. */
export async function isReachable({ db }: Database): Promise<void> {
  await db.execute(sql`select 1`);
}
