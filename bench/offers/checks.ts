import postgres from "postgres";
import { invariants } from "../../subgraphs/offers/src/store/invariants.ts";

/** A rate is worth nothing when the books are wrong: runs the invariants of offers over what the run left. Throws when one is broken. */
export async function checkBooks(adminUrl: string): Promise<void> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => undefined });
  try {
    for (const { name, sql: query } of invariants) {
      const rows = await sql.unsafe(query);
      if (rows.length > 0) throw new Error(`${name} (${rows.length} rows do not)`);
    }
    console.log(`Afterwards all ${invariants.length} invariants of offers held.`);
  } finally {
    await sql.end();
  }
}

/** Throws when a database does not hold exactly so many sales worth so many cents. */
export async function checkSales(adminUrl: string, sales: number, cents: bigint): Promise<void> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => undefined, types: { bigint: postgres.BigInt } });
  try {
    const [row] =
      await sql`select count(*) as sales, sum(price_minor * quantity)::bigint as cents from offers.trades`;
    if (row?.sales !== BigInt(sales) || row?.cents !== cents)
      throw new Error(`${row?.sales} sales worth ${row?.cents} cents were recorded.`);
  } finally {
    await sql.end();
  }
}
