/** Measures placing while a million resting orders expire at one instant: `npm run bench -- expiry [--orders N]`. */
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type Database, startUpkeep } from "@outcry/database";
import { makeLogger } from "@outcry/service";
import { makeGroupCommit } from "../../subgraphs/offers/src/commands/group-commit.ts";
import { invariants } from "../../subgraphs/offers/src/store/invariants.ts";
import { startExpirySweep } from "../../subgraphs/offers/src/workers/expiry-sweep.ts";
import { latenciesOf, tell } from "../market/latencies.ts";
import { type Answer, type Placing, startTraffic } from "../market/placing.ts";
import { type BenchServer, startBenchServer } from "../market/server.ts";
import { seed } from "./seed.ts";

const { values: options } = parseArgs({
  options: {
    orders: { type: "string", default: "1000000" },
    markets: { type: "string", default: "2000" },
    rate: { type: "string", default: "500" },
    /** Seconds from the start of seeding until everything expires. */
    after: { type: "string", default: "100" },
    invariants: { type: "boolean", default: false },
  },
});
const [orders, markets, rate, after] = [options.orders, options.markets, options.rate, options.after].map(
  Number,
) as [number, number, number, number];
const TRADERS = 500;
/** An order of the ordinary stream expires every 20 ms. */
const ORDINARY_EVERY = 20;
const WARM_UP_MILLISECONDS = 5_000;
const SWEEP_SECONDS_MAX = 600;

const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(Math.random() * items.length)] as Item;

const OVERDUE = `
  select count(*)::int as markets, coalesce(extract(epoch from now() - min(next_expiry_at)) * 1000, 0)::float8 as longest
    from offers.markets where next_expiry_at <= now()`;

/** How many markets wait for the sweep, and for how many milliseconds the first of them has. */
async function overdue({ sql }: Database): Promise<{ markets: number; longest: number }> {
  const [row] = await sql.unsafe<{ markets: number; longest: number }[]>(OVERDUE);
  return { markets: row?.markets ?? 0, longest: row?.longest ?? 0 };
}

const between = (answers: readonly Answer[], from: number, until: number): number[] =>
  answers.filter(({ at }) => at >= from && at < until).map(({ milliseconds }) => milliseconds);

/** Looks every 100 ms until the time is up; the longest that an order stayed in its book after its time. */
async function longestOverdue(database: Database, until: number): Promise<number> {
  let longest = 0;
  while (Date.now() < until) {
    longest = Math.max(longest, (await overdue(database)).longest);
    await wait(100);
  }
  return longest;
}

async function measure({ database, admin }: BenchServer): Promise<void> {
  const expiresAt = new Date(Date.now() + after * 1_000);
  const { variantIds, userIds } = await seed(admin, {
    ...{ markets, orders, traders: TRADERS, expiresAt, ordinaryEvery: ORDINARY_EVERY },
  });
  const left = (expiresAt.getTime() - Date.now()) / 1_000;
  console.log(`${orders} orders rest in ${markets} markets; they all expire in ${left.toFixed(0)} s.`);
  if (left < 20) throw new Error("Seeding took too long: give it more time with --after.");
  const logger = makeLogger("bench", "warn");
  const onCommit = () => undefined;
  const groupCommit = makeGroupCommit({ database, logger, onCommit });
  const sweep = startExpirySweep({ database, logger, onCommit });
  const upkeep = startUpkeep({ sql: database.sql, schema: "offers", logger });
  const next = (): Placing => ({
    ...{ userId: pick(userIds), variantId: pick(variantIds), side: pick(["BID", "ASK"]) },
    dollars: 95 + Math.floor(Math.random() * 11),
  });
  const traffic = startTraffic(groupCommit, rate, next);
  await wait(WARM_UP_MILLISECONDS);
  const usualFrom = performance.now();
  const ordinary = await longestOverdue(admin, expiresAt.getTime() - 100);
  const sweptFrom = performance.now() + (expiresAt.getTime() - Date.now());
  await wait(expiresAt.getTime() - Date.now() + 200);
  for (let seconds = 0; seconds < SWEEP_SECONDS_MAX; seconds += 1) {
    const { markets: due } = await overdue(admin);
    if (due === 0) break;
    if (seconds % 5 === 0)
      console.log(`  ${((performance.now() - sweptFrom) / 1_000).toFixed(0)} s: ${due} markets are due`);
    await wait(1_000);
  }
  const sweptUntil = performance.now();
  await wait(5_000);
  await traffic.stop();
  const usual = latenciesOf(between(traffic.answers, usualFrom, sweptFrom));
  const during = latenciesOf(between(traffic.answers, sweptFrom, sweptUntil));
  const afterwards = latenciesOf(between(traffic.answers, sweptUntil, Number.POSITIVE_INFINITY));
  const lost = traffic.answers.filter(({ outcome }) => outcome !== "placed").length;
  const seconds = (sweptUntil - sweptFrom) / 1_000;
  console.log(`placing ${rate} orders a second; ${lost} of ${traffic.answers.length} not placed`);
  console.log(`  usual:     ${tell(usual)}`);
  console.log(`  sweeping:  ${tell(during)}`);
  console.log(`  afterward: ${tell(afterwards)}`);
  console.log(`  p95 while sweeping is ${(during.p95 / usual.p95).toFixed(2)} times the usual (at most 2)`);
  console.log(`  swept in ${seconds.toFixed(0)} s, ${Math.round(orders / seconds)} orders a second`);
  console.log(
    `  ordinary volume (${1_000 / ORDINARY_EVERY} a second): longest overdue ${ordinary.toFixed(0)} ms`,
  );
  await Promise.all([sweep.stop(), upkeep.stop()]);
  await groupCommit.stop();
  await check(admin, traffic.answers.filter(({ outcome }) => outcome === "placed").length);
}

/** What must be true at the end. Throws when it is not. */
async function check({ sql }: Database, placed: number): Promise<void> {
  const [row] = await sql`
    select count(*) filter (where state = 'ACTIVE' and expires_at <= now())::int as overdue,
           count(*) filter (where state = 'EXPIRED')::int as expired, count(*)::int as orders
      from offers.book_orders`;
  console.log(`  ${row?.overdue} orders still active after their time, ${row?.expired} expired`);
  const asserted = options.invariants ? invariants : invariants.filter(({ name }) => name.startsWith("I7"));
  const broken = [];
  for (const { name, sql: text } of asserted)
    if ((await sql.unsafe(`select 1 from (${text}) broken limit 1`)).length > 0) broken.push(name);
  if (row?.overdue !== 0 || row?.orders !== orders + placed || broken.length > 0)
    throw new Error(`Not as it should be: ${JSON.stringify({ ...row, placed, broken })}`);
  console.log(`  holds: ${asserted.map(({ name }) => name).join("; ")}`);
}

const server = await startBenchServer();
try {
  await measure(server);
} finally {
  await server.stop();
}
