import type { Sql } from "postgres";
import { invariants } from "../../src/store/invariants.ts";

/** Rows of payments that break an invariant, by its name. */
export async function violationsIn(sql: Sql): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const { name, sql: text } of invariants) {
    const rows = await sql.begin("read only", async (tx) => {
      await tx.unsafe("set local search_path to payments");
      return tx.unsafe(`select * from (${text}) violation limit 5`);
    });
    if (rows.length > 0) found[name] = rows;
  }
  return found;
}
