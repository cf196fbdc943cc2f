import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningTest, runOffers } from "./running-offers.ts";
import { ask, bid, market } from "./trading.ts";

let running: RunningTest;
beforeAll(async () => {
  running = await runOffers();
});
afterAll(() => running.stop());

it("answers somebody who sends a thousand orders at once with typed refusals, and others as ever", async () => {
  const [variant, quiet, many, one] = [
    await running.aVariant(),
    await running.aVariant(),
    await running.aTrader(),
    await running.aTrader(),
  ];
  const flood = Promise.all(Array.from({ length: 1_000 }, () => bid(running, many, variant, 50)));
  const placed = await ask(running, one, quiet, 100);
  expect(placed.userErrors).toEqual([]);
  const answers = await flood;
  const refused = answers.filter(({ bid: made }) => made === null);
  expect(
    new Set(refused.flatMap(({ userErrors }) => userErrors.map(({ code }: { code: string }) => code))),
  ).toEqual(new Set(refused.length > 0 ? ["LIMIT_REACHED"] : []));
  expect(await market(running, variant)).toMatchObject({ numberOfBids: 1_000 - refused.length });
  expect(await running.broken()).toEqual([]);
});
