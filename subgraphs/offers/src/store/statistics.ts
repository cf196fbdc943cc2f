import type { Database } from "@outcry/database";
import { run } from "./statement.ts";

/** Tables that every order writes to, each with the statement that analyses it. */
const ANALYSES: Readonly<Record<string, string>> = {
  answers: "analyze offers.answers",
  book_orders: "analyze offers.book_orders",
  candles: "analyze offers.candles",
  markets: "analyze offers.markets",
  outbox: "analyze offers.outbox",
  placed_totals: "analyze offers.placed_totals",
  trades: "analyze offers.trades",
};

const GREW = `/* tables that grew since they were analysed */
  select relname from pg_stat_user_tables
   where schemaname = 'offers' and n_mod_since_analyze > greatest(1000, n_live_tup * 0.3)`;

/** Analyses the tables of which a third changed since they last were. */
export async function analyseWhatGrew(database: Database): Promise<void> {
  for (const { relname } of await run<{ relname: string }>(database, GREW)) {
    const analyse = ANALYSES[relname];
    if (analyse) await run(database, analyse);
  }
}
