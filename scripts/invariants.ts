/** Checks every invariant against a live database, and says which rows break which. Exit code 1 when any does. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import { invariants as offers } from "../subgraphs/offers/src/store/invariants.ts";
import { invariants as orders } from "../subgraphs/orders/src/store/invariants.ts";
import { invariants as payments } from "../subgraphs/payments/src/store/invariants.ts";
import { ACROSS, type Invariant } from "./invariants/across.ts";
import { settings } from "./partner/settings.ts";
import { Mistake, runProgram } from "./partner/stop-with-sentence.ts";

const ROWS_SHOWN_MAX = 5;

function databaseUrl(): string {
  if (process.env.DATABASE_URL) return process.env.DATABASE_URL;
  const file = join(settings.stateDirectory, "database-url");
  if (existsSync(file)) return readFileSync(file, "utf8").trim();
  throw new Mistake("Which database? Start Outcry with `npm start`, or set DATABASE_URL.");
}

await runProgram(async () => {
  const sql = postgres(databaseUrl(), { max: 1, onnotice: () => undefined });
  const own = (subgraph: string, list: readonly Invariant[]) =>
    list.map((invariant) => ({ ...invariant, subgraph }));
  const all = [
    ...own("offers", offers),
    ...own("orders", orders),
    ...own("payments", payments),
    ...own("across", ACROSS),
  ];
  let broken = 0;
  try {
    for (const { name, sql: text, subgraph } of all) {
      const rows = await sql.begin("read only", async (tx) => {
        if (subgraph !== "across") await tx.unsafe(`set local search_path to ${subgraph}`);
        return tx.unsafe(`select * from (${text}) violation limit ${ROWS_SHOWN_MAX}`);
      });
      console.log(`${rows.length === 0 ? "✓" : "✗"} ${name}`);
      if (rows.length === 0) continue;
      broken += 1;
      console.log(
        rows
          .map(
            (row) =>
              `    ${JSON.stringify(row, (_key, value) => (typeof value === "bigint" ? String(value) : value))}`,
          )
          .join("\n"),
      );
    }
  } finally {
    await sql.end();
  }
  if (broken > 0) throw new Mistake(`${broken} of ${all.length} invariants are broken.`);
  console.log(`All ${all.length} invariants hold.`);
});
