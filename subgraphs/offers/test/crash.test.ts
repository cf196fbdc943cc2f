import { execFile } from "node:child_process";
import { newId } from "@outcry/kernel";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningTest, runOffers } from "./running-offers.ts";
import { act, usd } from "./trading.ts";

let running: RunningTest;
beforeAll(async () => {
  running = await runOffers();
});
afterAll(() => running.stop());

const TRADER = new URL("crashing-trader.ts", import.meta.url).pathname;
/** More steps than a batch of two orders has; the last run dies nowhere. */
const STEPS_MAX = 20;

type Run = { crashed: boolean; acknowledged: Map<string, string> };

const runTrader = (crashAt: number, rest: string[]): Promise<Run> =>
  new Promise((resolve) => {
    const command = ["--import", "tsx", TRADER, running.postgres.urlOf("offers"), String(crashAt), ...rest];
    execFile(process.execPath, command, (error, stdout) => {
      const lines = stdout
        .split("\n")
        .filter(Boolean)
        .map((line) => line.split(" "));
      const finished = lines.some(([word]) => word === "steps");
      if (!finished && error?.signal !== "SIGKILL") throw error ?? new Error("It ended without a word.");
      const pairs = lines
        .filter(([word]) => word !== "steps")
        .map(([key = "", id = ""]) => [key, id] as const);
      resolve({ crashed: !finished, acknowledged: new Map(pairs) });
    });
  });

/** A new market is made under locks, and so is its batch decided; one that is there is decided first and written then. */
const CASES = [
  { of: "a new market", isThere: false, pointsLeast: 10 },
  { of: "a market that is there", isThere: true, pointsLeast: 7 },
];

it.each(CASES)(
  "loses nothing acknowledged and doubles nothing in $of, wherever the process is killed",
  async (of) => {
    const [seller, buyer, other] = [
      await running.aTrader(),
      await running.aTrader(),
      await running.aTrader(),
    ];
    let points = 0;
    for (let crashAt = 1; crashAt <= STEPS_MAX; crashAt += 1) {
      const variantId = await running.aVariant();
      if (of.isThere) await act(running, "placeAsk", other, { variantId, price: usd(900) });
      const keys = Array.from({ length: 2 }, () => newId());
      const { crashed, acknowledged } = await runTrader(crashAt, [variantId, seller, buyer, ...keys]);
      // Whoever has no answer sends the same again; whoever has one gets the same again.
      const settled = new Set<string>();
      for (const [index, idempotencyKey] of keys.entries()) {
        const [operation, userId, thing] =
          index % 2 === 0 ? (["placeAsk", seller, "ask"] as const) : (["placeBid", buyer, "bid"] as const);
        const answer = await act(running, operation, userId, { variantId, price: usd(100), idempotencyKey });
        const before = acknowledged.get(idempotencyKey);
        if (before) expect(answer[thing].id).toBe(before);
        settled.add(answer[thing].id);
      }
      const orders = await running.admin.sql<{ id: string }[]>`
      select id from offers.book_orders where variant_id = ${variantId} and user_id <> ${other}`;
      expect(new Set(orders.map(({ id }) => id))).toEqual(settled);
      if (!crashed) break;
      points += 1;
    }
    expect(points).toBeGreaterThanOrEqual(of.pointsLeast);
    expect(await running.broken()).toEqual([]);
    process.stdout.write(`${of.of}: ${points} points, ${points} recovered\n`);
  },
  240_000,
);
