import { readFileSync } from "node:fs";
import { join } from "node:path";
import postgres, { type Sql } from "postgres";
import type { Marketplace } from "../marketplace.ts";

/** As the administrator, across all schemas; what no test of a single part can see. */
export const administratorOf = ({ environment }: Marketplace): Sql =>
  postgres(readFileSync(join(environment.OUTCRY_STATE_DIRECTORY ?? "", "database-url"), "utf8").trim(), {
    max: 2,
    onnotice: () => undefined,
  });

/** Tables of the market and of what follows from it. Keys are not among them: a refusal is remembered under its key. */
const TABLES = [
  ...["offers.book_orders", "offers.amendments", "offers.trades", "offers.candles", "offers.outbox"],
  ...["orders.orders", "payments.payments"],
];

/**
 * All that bad input could leave behind: how many rows each table has, how often each book was changed, and what its
 * orders say. Two equal footprints: nothing was written and nothing announced.
 */
export async function footprint(sql: Sql): Promise<Record<string, string>> {
  const counts = await Promise.all(
    TABLES.map(async (table) => {
      const [row] = await sql.unsafe(`select count(*)::text as rows from ${table}`);
      return [table, String(row?.rows)] as const;
    }),
  );
  const [state] = await sql`
    select (select coalesce(sum(sequence), 0)::text from offers.markets) as sequences,
           (select md5(string_agg(o::text, '|' order by o.id)) from offers.book_orders o) as orders`;
  return { ...Object.fromEntries(counts), sequences: state?.sequences, orders: state?.orders };
}

/** Takes a variant off the market, as an announcement of catalog would; the graph has no mutation for it yet. */
export async function retire(sql: Sql, variantId: string): Promise<void> {
  await sql`update catalog.variants set tradable = false where id = ${variantId}`;
  await sql`update offers.variants set tradable = false where id = ${variantId}`;
}
