import { expect, it } from "vitest";
import { runPrepared } from "../src/index.ts";
import { preparePools } from "./pools.ts";

const pools = preparePools();
const FIND =
  "select marks.word from (select unnest($1::text[]) as word) as wanted join marks on marks.word = wanted.word";
const READS_ALL = /Join Filter/;
const LOOKS_UP = /Index Cond/;

/** The plan that the one connection of a pool keeps of a statement. The driver names statements at random, some with a digit first. */
async function keptPlan(database: ReturnType<typeof pools.connect>): Promise<string> {
  const [kept] = await runPrepared<{ name: string }>(
    database,
    "select quote_ident(name) as name from pg_prepared_statements where statement like 'select marks.word%' and from_sql = false limit 1",
  );
  const rows = await database.sql.unsafe(`explain execute ${kept?.name} (null)`);
  return rows.map((row) => row["QUERY PLAN"]).join("\n");
}

it("makes kept plans anew as a table grows, before anybody analyzed it", async () => {
  await pools.administrator.sql`vacuum analyze marks`;
  const database = pools.connect({ poolMax: 1, keepsPlans: true });
  await runPrepared(database, FIND, ["{}"]);
  expect(await keptPlan(database)).toMatch(READS_ALL);
  await database.sql`insert into marks select 'word ' || n from generate_series(1, 20000) as n`;
  for (let times = 0; times < 64; times += 1) await runPrepared(database, FIND, ["{}"]);
  expect(await keptPlan(database)).toMatch(LOOKS_UP);
});

it("keeps plans in a pool of one connection only", () => {
  expect(() => pools.connect({ poolMax: 2, keepsPlans: true })).toThrow(RangeError);
});
