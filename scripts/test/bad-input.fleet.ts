import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Sql } from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endingIn } from "./bad-input/expiring-token.ts";
import { administratorOf, footprint, retire } from "./bad-input/footprint.ts";
import { type Operation, tell, usd } from "./bad-input/operations.ts";
import { watchMarket } from "./fleet/live.ts";
import { type Marketplace, runProgramOf, startMarketplace } from "./marketplace.ts";
import { eventually, type Person, register, signIn, somebody } from "./people.ts";

const VARIANTS = 'query { product(slug: "outcry-test-runner") { id variants { id } } }';
const SAVE_CARD = `mutation { savePaymentMethod(input: { token: "pm_card_visa" }) { userErrors { code } } }`;
const TWO_TO_THE_63 = "9223372036854775808";

const AT_ONCE = 10_000;
/** As many sockets as a client may hold open; each sends the next order as soon as one is answered. */
const SOCKETS = 500;
/** Between two bids of somebody who bids on and on, so that it is not their rate that ends it. */
const PAUSE_MILLISECONDS = 20;
/** Routers let a token pass for so long after its end, for clocks that differ. */
const TOLERANCE_SECONDS = 30;

const VERIFY =
  "mutation ($userId: ID!) { decideSellerVerification(input: { userId: $userId, verified: true }) { userErrors { code } } }";

/** Whoever is verified may have any number of open orders. */
async function verify(admin: Person, person: Person): Promise<void> {
  const { viewer } = await person.ask<{ viewer: { id: string } }>("query { viewer { id } }");
  await admin.ask(VERIFY, { userId: viewer.id });
}

describe("bad input, through the router", () => {
  let marketplace: Marketplace;
  let sql: Sql;
  let [buyer, seller, other, flooder]: Person[] = [];
  const known: Record<string, string> = {};
  const people = (name: string): Person => {
    const person = { buyer, seller, other, flooder }[name];
    if (!person) throw new Error(`Nobody is called ${name}.`);
    return person;
  };
  const orders = async (variantId = ""): Promise<number> => {
    const [row] =
      await sql`select count(*)::int as orders from offers.book_orders where variant_id = ${variantId}`;
    return row?.orders ?? 0;
  };

  beforeAll(async () => {
    marketplace = await startMarketplace();
    sql = administratorOf(marketplace);
    const { graphUrl } = marketplace;
    const { product } = await somebody(graphUrl).ask<{ product: { id: string; variants: { id: string }[] } }>(
      VARIANTS,
    );
    const names = ["open", "retired", "expiring", "leaving", "flooded", "clicked", "quiet"];
    for (const [index, name] of names.entries()) known[name] = product.variants[index]?.id ?? "";
    known.product = product.id;
    known.unknown = "01900000-0000-7000-8000-000000000000";
    await retire(sql, known.retired ?? "");
    [buyer, seller, other, flooder] = await Promise.all(
      ["Bo Buyer", "Sam Seller", "Olli Other", "Flo Flooder"].map((name) => register(graphUrl, name)),
    );
    const admin = await signIn(graphUrl, "admin@outcry.test");
    for (const name of ["buyer", "seller", "other", "flooder"]) {
      await people(name).ask(SAVE_CARD);
      await verify(admin, people(name));
    }
    known.bid =
      (await tell(people("buyer"), "placeBid", { variantId: known.open, price: usd("30.00") })).id ?? "";
    known.ask =
      (await tell(people("seller"), "placeAsk", { variantId: known.open, price: usd("90.00") })).id ?? "";
    expect([known.bid, known.ask]).not.toContain("");
  });
  afterAll(async () => {
    await sql?.end();
    await marketplace?.dispose();
  });

  const open = (amount: string, currencyCode = "USD", more: object = {}) => ({
    variantId: "open",
    price: { amount, currencyCode },
    ...more,
  });
  const elsewhere = (variantId: string) => ({ ...open("30.00"), variantId });

  it.each<[string, string, Operation, Record<string, unknown>, string]>([
    ["a price of zero", "buyer", "placeBid", open("0"), "BELOW_MINIMUM"],
    ["a negative price", "buyer", "placeBid", open("-30.00"), "BELOW_MINIMUM"],
    ["NaN", "buyer", "placeBid", open("NaN"), "BAD_USER_INPUT"],
    ["infinity", "buyer", "placeBid", open("Infinity"), "BAD_USER_INPUT"],
    ["1e309", "buyer", "placeBid", open("1e309"), "BAD_USER_INPUT"],
    ["a comma for a point", "buyer", "placeBid", open("30,00"), "BAD_USER_INPUT"],
    ["no digits at all", "buyer", "placeBid", open(""), "BAD_USER_INPUT"],
    ["2^63", "buyer", "placeBid", open(TWO_TO_THE_63), "VALIDATION"],
    ["2^63 cents", "buyer", "placeBid", open("92233720368547758.08"), "VALIDATION"],
    ["half a cent", "buyer", "placeBid", open("30.005"), "VALIDATION"],
    ["a price between two ticks", "buyer", "placeBid", open("30.50"), "TICK_SIZE"],
    ["a price under the minimum", "seller", "placeAsk", open("24.00"), "BELOW_MINIMUM"],
    ["a currency there is not", "buyer", "placeBid", open("30.00", "XYZ"), "VALIDATION"],
    ["yen with decimals", "buyer", "placeBid", open("3000.5", "JPY"), "VALIDATION"],
    [
      "another currency than the bid's",
      "buyer",
      "updateBid",
      { bidId: "bid", price: { amount: "31.00", currencyCode: "EUR" } },
      "VALIDATION",
    ],
    ["a quantity of zero", "buyer", "placeBid", open("30.00", "USD", { quantity: 0 }), "VALIDATION"],
    ["a negative quantity", "buyer", "placeBid", open("30.00", "USD", { quantity: -1 }), "VALIDATION"],
    ["half a piece", "buyer", "placeBid", open("30.00", "USD", { quantity: 0.5 }), "BAD_USER_INPUT"],
    ["2^31 pieces", "buyer", "placeBid", open("30.00", "USD", { quantity: 2 ** 31 }), "BAD_USER_INPUT"],
    ["two days to live", "buyer", "placeBid", open("30.00", "USD", { expiresInDays: 2 }), "VALIDATION"],
    [
      "a key that is too short",
      "buyer",
      "placeBid",
      open("30.00", "USD", { idempotencyKey: "1" }),
      "VALIDATION",
    ],
    ["an unknown variant", "buyer", "placeBid", elsewhere("unknown"), "NOT_FOUND"],
    ["a retired variant", "buyer", "placeBid", elsewhere("retired"), "NOT_FOUND"],
    ["a product for a variant", "buyer", "placeBid", elsewhere("product"), "NOT_FOUND"],
    ["no id at all", "buyer", "placeBid", elsewhere("' or 1=1 --"), "NOT_FOUND"],
    ["another's bid, cancelled", "other", "cancelBid", { bidId: "bid" }, "NOT_FOUND"],
    ["another's bid, amended", "other", "updateBid", { bidId: "bid", price: usd("31.00") }, "NOT_FOUND"],
    ["one's ask for a bid", "seller", "cancelBid", { bidId: "ask" }, "NOT_FOUND"],
    ["no bid of that id", "buyer", "cancelBid", { bidId: "unknown" }, "NOT_FOUND"],
    ["buying for nothing", "other", "buyNow", { variantId: "open", maxPrice: usd("0") }, "VALIDATION"],
    [
      "buying under the price",
      "other",
      "buyNow",
      { variantId: "open", maxPrice: usd("89.00") },
      "PRICE_MOVED",
    ],
    [
      "selling for less than nothing",
      "other",
      "sellNow",
      { variantId: "open", minPrice: usd("-1") },
      "VALIDATION",
    ],
    ["reaching one's own ask", "seller", "placeBid", open("95.00"), "SELF_TRADE"],
  ])("refuses %s with one code, and leaves nothing behind", async (_what, who, operation, input, code) => {
    const named = Object.fromEntries(
      Object.entries(input).map(([key, value]) => [
        key,
        typeof value === "string" ? (known[value] ?? value) : value,
      ]),
    );
    const before = await footprint(sql);
    const live = await watchMarket(marketplace.graphUrl, known.open ?? "");
    expect(await tell(people(who), operation, named)).toEqual({ id: null, codes: [code] });
    expect(await footprint(sql)).toEqual(before);
    expect(live.seen, "nobody who watches is told of anything").toHaveLength(1);
    await live.close();
  });

  it("makes one trade, one order and one payment of a double click, and one cancellation", async () => {
    const variantId = known.clicked;
    for (let asks = 0; asks < 3; asks += 1)
      await tell(people("seller"), "placeAsk", { variantId, price: usd("50.00") });
    const click = { variantId, maxPrice: usd("50.00"), idempotencyKey: randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => tell(people("buyer"), "buyNow", click)),
    );
    expect(new Set(answers.map(({ id, codes }) => `${id} ${codes}`)).size).toBe(1);
    const [tradeId = ""] = answers.map(({ id }) => id ?? "");
    const made = await eventually(
      () => sql`
        select (select count(*) from offers.trades where variant_id = ${variantId ?? ""})::int as trades,
               (select count(*) from orders.orders where trade_id = ${tradeId})::int as orders,
               (select count(*) from payments.payments p join orders.orders o on o.id = p.order_id
                 where o.trade_id = ${tradeId} and p.state = 'HELD')::int as held`,
      ([row]) => row?.held > 0,
      60,
    );
    expect(made).toEqual([{ trades: 1, orders: 1, held: 1 }]);
    expect(await tell(people("buyer"), "buyNow", { ...click, maxPrice: usd("51.00") })).toEqual({
      ...{ id: null, codes: ["IDEMPOTENCY_CONFLICT"] },
    });
    const { id } = await tell(people("buyer"), "placeBid", { variantId, price: usd("30.00") });
    const cancelled = await Promise.all(
      Array.from({ length: 10 }, () => tell(people("buyer"), "cancelBid", { bidId: id })),
    );
    expect(cancelled.filter(({ codes }) => codes.length === 0)).toHaveLength(1);
    expect(cancelled.flatMap(({ codes }) => codes)).toEqual(Array(9).fill("INVALID_TRANSITION"));
  });

  /** Bids one after the other until one is refused; how many were taken. */
  async function bidUntilRefused(
    person: Person,
    variantId = "",
  ): Promise<{ taken: number; codes: string[] }> {
    for (let taken = 0; ; taken += 1) {
      const { id, codes } = await tell(person, "placeBid", { variantId, price: usd("30.00") });
      if (id === null) return { taken, codes };
      await wait(PAUSE_MILLISECONDS);
    }
  }

  it("takes bids until the token's end and none after it, those under way included", async () => {
    const lanes = Array.from({ length: 4 }, () =>
      endingIn(3 - TOLERANCE_SECONDS, marketplace, people("buyer")),
    );
    const ends = await Promise.all(lanes.map((person) => bidUntilRefused(person, known.expiring)));
    expect(ends.map(({ codes }) => codes)).toEqual(lanes.map(() => ["UNAUTHENTICATED"]));
    const taken = ends.reduce((sum, end) => sum + end.taken, 0);
    expect(taken).toBeGreaterThan(0);
    expect(await orders(known.expiring)).toBe(taken);
  });

  it("takes bids until the session's end reaches the router and none after it", async () => {
    const person = await register(marketplace.graphUrl, "Lou Leaving");
    await person.ask(SAVE_CARD);
    const bidding = bidUntilRefused(person, known.leaving);
    await eventually(
      () => orders(known.leaving),
      (count) => count > 0,
    );
    await person.ask("mutation { logout { userErrors { message } } }");
    const { taken, codes } = await bidding;
    expect(codes).toEqual(["UNAUTHENTICATED"]);
    expect(await orders(known.leaving)).toBe(taken);
  });

  it("refuses most of ten thousand orders at once by their type, keeps the others whole, and lets others pass", async () => {
    const before = await footprint(sql);
    const many = people("flooder");
    let sent = 0;
    const answers: { id: string | null; codes: string[] }[] = [];
    const socket = async () => {
      for (; sent < AT_ONCE; ) {
        sent += 1;
        answers.push(await tell(many, "placeBid", { variantId: known.flooded, price: usd("30.00") }));
      }
    };
    const flood = Promise.all(Array.from({ length: SOCKETS }, socket));
    const passed = await tell(people("buyer"), "placeBid", { variantId: known.quiet, price: usd("30.00") });
    expect(passed.codes).toEqual([]);
    await flood;
    const taken = answers.filter(({ id }) => id !== null);
    const refused = answers.filter(({ id }) => id === null);
    expect(answers).toHaveLength(AT_ONCE);
    expect(refused.length).toBeGreaterThan(0);
    const codes = new Set(refused.flatMap((answer) => answer.codes));
    expect([...codes].filter((code) => !["RATE_LIMITED", "LIMIT_REACHED"].includes(code))).toEqual([]);
    expect(refused.every((answer) => answer.codes.length === 1)).toBe(true);
    expect(await orders(known.flooded)).toBe(taken.length);
    const after = await footprint(sql);
    expect({ ...after, orders: "", sequences: "", "offers.book_orders": "" }).toEqual({
      ...{ ...before, orders: "", sequences: "", "offers.book_orders": "" },
    });
    expect(Number(after["offers.book_orders"])).toBe(Number(before["offers.book_orders"]) + taken.length + 1);
  });

  it("keeps every invariant", async () => {
    expect(await runProgramOf(marketplace, "invariants.ts").finished).toMatchObject({
      ...{ code: 0, output: expect.stringMatching(/All \d+ invariants hold/) },
    });
  });
});
