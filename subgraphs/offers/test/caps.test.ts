import { withTransaction } from "@outcry/database";
import { createTestDatabase } from "@outcry/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keepVerification } from "../src/store/copies.ts";
import { type RunningTest, runOffers } from "./running-offers.ts";
import { act, usd } from "./trading.ts";

let instances: [RunningTest, RunningTest];
let variants: string[];
beforeAll(async () => {
  const postgres = await createTestDatabase();
  instances = [await runOffers({ postgres }), await runOffers({ postgres })];
  variants = [];
  for (let count = 0; count < 16; count += 1) variants.push(await instances[0].aVariant());
});
afterAll(async () => {
  await instances[0].stop({ keepDatabase: true });
  await instances[1].stop();
});

const CALLERS = 24;

/** Sends the same order into both instances again and again, each into books of its own, until so many were sent. */
async function flood(userId: string, operation: "placeBid" | "placeAsk", price: number, orders: number) {
  let sent = 0;
  const limits = new Set<string>();
  async function caller(number: number): Promise<void> {
    const instance = instances[number % 2] ?? instances[0];
    // Of each pair of books one is for each instance, so that the market's lock does not keep them apart.
    const variantId = variants[number % variants.length];
    while (sent < orders) {
      sent += 1;
      const { userErrors } = await act(instance, operation, userId, { variantId, price: usd(price) });
      for (const { code, limit } of userErrors) limits.add(`${code} ${limit}`);
    }
  }
  await Promise.all(Array.from({ length: CALLERS }, (_none, number) => caller(number)));
  return limits;
}

const openOf = async (userId: string) => {
  const [row] = await instances[0].admin.sql`
    select count(*)::int as orders, sum(price_minor * remaining)::int as minor
      from offers.book_orders where user_id = ${userId} and state = 'ACTIVE'`;
  return row;
};

describe("the caps of somebody who is not verified, in two processes at once", () => {
  it("let in exactly as many open orders as they say", async () => {
    const userId = await instances[0].aTrader({ verified: false });
    const limits = await flood(userId, "placeBid", 30, 320);
    expect(limits).toEqual(new Set(["LIMIT_REACHED 200 open orders"]));
    expect(await openOf(userId)).toMatchObject({ orders: 200 });
  });

  it("let in exactly as much of asks as they say", async () => {
    const userId = await instances[0].aTrader({ verified: false });
    const limits = await flood(userId, "placeAsk", 80, 200);
    expect(limits).toEqual(new Set(["LIMIT_REACHED 10000.00 USD of open asks"]));
    expect(await openOf(userId)).toEqual({ orders: 125, minor: 1_000_000 });
  });

  it("do not make people with caps wait for each other for ever, in whatever order they come", async () => {
    const people = await Promise.all(
      Array.from({ length: 12 }, () => instances[0].aTrader({ verified: false })),
    );
    const answers = await Promise.all(
      Array.from({ length: 240 }, (_none, number) => {
        const userId = people[(number * 7) % people.length] ?? "";
        const variantId = variants[(number * 5) % variants.length];
        const instance = instances[number % 2] ?? instances[0];
        return act(instance, "placeBid", userId, { variantId, price: usd(30) });
      }),
    );
    expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([]);
    expect(await instances[0].broken()).toEqual([]);
  });

  it("make room again when an order is filled, for one more and no other", async () => {
    const [userId, seller] = [
      await instances[0].aTrader({ verified: false }),
      await instances[0].aTrader({ verified: false }),
    ];
    // Above what others bid in these books.
    await flood(userId, "placeBid", 31, 210);
    const [variantId = ""] = variants;
    for (const instance of instances) {
      const full = await act(instance, "placeBid", userId, { variantId, price: usd(40) });
      expect(full.userErrors).toMatchObject([{ code: "LIMIT_REACHED" }]);
    }
    await act(instances[1], "placeAsk", seller, { variantId, price: usd(31) });
    const again = await act(instances[0], "placeBid", userId, { variantId, price: usd(30) });
    expect(again.userErrors).toEqual([]);
    const fuller = await act(instances[1], "placeBid", userId, { variantId, price: usd(30) });
    expect(fuller.userErrors).toMatchObject([{ code: "LIMIT_REACHED" }]);
  });

  it("count what was placed before verification was lost", async () => {
    const userId = await instances[0].aTrader({ verified: false });
    const [variantId = ""] = variants;
    const place = () => act(instances[0], "placeBid", userId, { variantId, price: usd(30) });
    await place();
    await withTransaction(instances[0].database, (tx) => keepVerification(tx, userId, true));
    await flood(userId, "placeBid", 30, 201);
    await withTransaction(instances[0].database, (tx) => keepVerification(tx, userId, false));
    expect((await place()).userErrors).toMatchObject([{ code: "LIMIT_REACHED" }]);
  });
});
