import { setTimeout as wait } from "node:timers/promises";
import { expect, it, vi } from "vitest";
import { analyseWhatGrew, startUpkeep } from "../src/index.ts";
import { preparePools } from "./pools.ts";

const pools = preparePools();

/** PostgreSQL tells of changes a second after they were made. */
const SOON = { timeout: 5_000 };

/** What the planner believes of the table. */
async function believedRows(): Promise<number> {
  const [row] = await pools.administrator.sql<{ rows: number }[]>`
    select reltuples::int as rows from pg_class where relname = 'marks'`;
  return row?.rows ?? -1;
}

it("analyses the tables of its schema that grew, and no other", async () => {
  const { sql } = pools.connect({ poolMax: 1 });
  await sql`vacuum analyze marks`;
  await sql`insert into marks select 'word ' || n from generate_series(1, 5000) as n`;
  await sql`select pg_stat_force_next_flush()`;
  await vi.waitUntil(async () => {
    const [row] = await sql`
      select n_mod_since_analyze >= 5000 as told from pg_stat_user_tables where relname = 'marks'`;
    return row?.told === true;
  }, SOON);
  await analyseWhatGrew(sql, "elsewhere");
  expect(await believedRows()).toBe(0);
  await analyseWhatGrew(sql, "public");
  expect(await believedRows()).toBe(5_000);
});

it("does a chore again after it failed, never twice at once, and lets the last turn finish", async () => {
  const log: string[] = [];
  const told: [object, string][] = [];
  let turns = 0;
  const work = async () => {
    turns += 1;
    log.push("begun");
    await wait(30);
    log.push("ended");
    if (turns === 1) throw new Error("The first turn fails.");
  };
  const upkeep = startUpkeep({
    ...{ sql: pools.connect().sql, schema: "public", logger: { warn: (...line) => told.push(line) } },
    chores: [{ name: "sweeping", everyMilliseconds: 1, work }],
  });
  await vi.waitUntil(() => turns >= 3, SOON);
  await upkeep.stop();
  const after = log.length;
  expect(log).toEqual(Array.from({ length: turns }, () => ["begun", "ended"]).flat());
  expect(told).toMatchObject([
    [{ chore: "sweeping", schema: "public" }, "A chore failed; its next turn tries again."],
  ]);
  await wait(20);
  expect(log.length).toBe(after);
});
