import { execFile } from "node:child_process";
import { createTestDatabase, type TestDatabase } from "@outcry/testkit";
import connectSql from "postgres";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningTest, runOffers } from "./running-offers.ts";
import { ask, bid, cancelled, market } from "./trading.ts";

let postgres: TestDatabase;
beforeAll(async () => {
  postgres = await createTestDatabase();
});
afterAll(() => postgres.drop());

const PROGRAM = new URL("defaulting-process.ts", import.meta.url).pathname;
/** More steps than following up on one default has; the last run dies nowhere. */
const STEPS_MAX = 20;
/** So many that one transaction does not pause them all. */
const BIDS_ELSEWHERE = 20;

async function aFailedPayment(running: RunningTest) {
  const [here, ...elsewhere] = [await running.aVariant(), await running.aVariant(), await running.aVariant()];
  const [seller, buyer] = [await running.aTrader(), await running.aTrader()];
  await ask(running, seller, here, 100);
  const bought = await bid(running, buyer, here, 100);
  await bid(running, buyer, here, 90);
  for (let count = 0; count < BIDS_ELSEWHERE; count += 1)
    await bid(running, buyer, elsewhere[count % 2] ?? here, 50 + count);
  return { here, elsewhere, buyer, tradeId: bought.trades[0].id as string };
}

type From = "DEFAULT" | "FOLLOW_UP";

const dieAt = (step: number, tradeId: string, from: From): Promise<{ died: boolean; steps: string[] }> =>
  new Promise((resolve, reject) => {
    const given = [postgres.urlOf("offers"), String(step), tradeId, from];
    const command = ["--import", "tsx", PROGRAM, ...given];
    execFile(process.execPath, command, (error, stdout) => {
      if (error && error.signal !== "SIGKILL") reject(error);
      else resolve({ died: error !== null, steps: stdout.split("\n").filter(Boolean) });
    });
  });

it("pauses every bid of a buyer whose payment failed once, wherever the process is killed", async () => {
  const passed = new Set<string>();
  let points = 0;
  for (let step = 1; step <= STEPS_MAX; step += 1) {
    const before = await runOffers({ postgres });
    const failed = await aFailedPayment(before);
    await before.stop({ keepDatabase: true });
    const { died, steps } = await dieAt(step, failed.tradeId, "DEFAULT");
    for (const name of steps) passed.add(name);

    // Another starts, and hears of the failure again if it had not been heard.
    const running = await runOffers({ postgres });
    await running.announce("orders", cancelled(failed.tradeId, "BUYER"));
    const states = await running.admin.sql`
      select o.state, count(*)::int, count(p.order_id)::int as pauses from offers.book_orders o
        left join offers.pauses p on p.order_id = o.id
       where o.user_id = ${failed.buyer} and o.side = 'BID' group by o.state order by o.state`;
    expect([...states]).toEqual([
      { state: "CANCELLED", count: 1, pauses: 0 },
      { state: "PAUSED", count: BIDS_ELSEWHERE + 1, pauses: BIDS_ELSEWHERE + 1 },
    ]);
    for (const variantId of failed.elsewhere) expect((await market(running, variantId)).numberOfBids).toBe(0);
    expect(await running.broken()).toEqual([]);
    // So that the next process has its own failure to follow up, and no other's.
    await running.admin.sql`update offers.payment_defaults set settled_at = now()`;
    await running.stop({ keepDatabase: true });
    if (!died) break;
    points += 1;
  }
  expect([...passed].sort()).toEqual([
    "default: committed",
    "default: not committed",
    "pause: committed",
    "pause: not committed",
  ]);
  expect(points).toBe(8);
  process.stdout.write(`${points} points, ${points} recovered\n`);
}, 240_000);

it("busts what waited for a halted market once, wherever the process is killed", async () => {
  let points = 0;
  for (let step = 1; step <= STEPS_MAX; step += 1) {
    const before = await runOffers({ postgres });
    const { here, tradeId } = await aFailedPayment(before);
    await before.admin.sql`update offers.markets set halted = true where variant_id = ${here}`;
    await before.announce("orders", cancelled(tradeId, "BUYER"));
    expect((await market(before, here)).trades.nodes).toMatchObject([{ state: "EXECUTED" }]);
    await before.admin.sql`update offers.payment_defaults set settled_at = now()`;
    await before.stop({ keepDatabase: true });
    const admin = connectSql(postgres.adminUrl, { max: 1 });
    await admin`update offers.markets set halted = false where variant_id = ${here}`;
    await admin.end();
    const { died, steps } = await dieAt(step, tradeId, "FOLLOW_UP");
    expect(steps.every((name) => name.startsWith("bust"))).toBe(true);

    const running = await runOffers({ postgres });
    await running.offers.drained();
    expect((await market(running, here)).trades.nodes).toMatchObject([{ state: "BUSTED" }]);
    expect((await market(running, here)).numberOfAsks).toBe(1);
    const told = await running.admin.sql`select 1 from offers.outbox
      where type = 'offers.trade_busted' and aggregate_id = ${tradeId}`;
    expect(told).toHaveLength(1);
    expect(await running.broken()).toEqual([]);
    await running.stop({ keepDatabase: true });
    if (!died) break;
    points += 1;
  }
  expect(points).toBe(2);
  process.stdout.write(`${points} points, ${points} recovered\n`);
}, 120_000);
