import postgres from "postgres";
import { eventually } from "../people.ts";
import type { Fleet } from "./fleet.ts";

export type Standstill = Readonly<{
  /** Settles when so many statements of offers wait: those requests are certainly under way. */
  reached(statements: number): Promise<void>;
  end(): Promise<void>;
}>;

/** Keeps everybody from the markets, as a slow disk would, until it ends. */
export async function holdMarkets({ database }: Fleet): Promise<Standstill> {
  const sql = postgres(database.adminUrl, { max: 2 });
  const holder = await sql.reserve();
  await holder`begin`;
  await holder`lock table offers.markets in access exclusive mode`;
  const waiting = async () => {
    const [row] = await sql<[{ count: number }]>`
      select count(*)::int as count from pg_stat_activity
       where datname = current_database() and usename = 'outcry_offers' and wait_event_type = 'Lock'`;
    return row.count;
  };
  return {
    reached: async (statements) => {
      await eventually(waiting, (count) => count >= statements, 3);
    },
    async end() {
      await holder`commit`;
      holder.release();
      await sql.end();
    },
  };
}
