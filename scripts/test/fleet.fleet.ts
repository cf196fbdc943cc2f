import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { KNOCKS, knock, knockAsTheRouter, reachInto, SUBGRAPHS } from "./fleet/doors.ts";
import { entryOf, type Fleet, type MemberName, startFleet } from "./fleet/fleet.ts";
import { watchMarket } from "./fleet/live.ts";
import { runToEnd } from "./fleet/member.ts";
import { type Redis, redisMissing, startRedis } from "./fleet/redis.ts";
import { holdMarkets } from "./fleet/standstill.ts";
import {
  answerToAsk,
  makeProduct,
  makeTraders,
  outcomeOf,
  startTraffic,
  type Traders,
  trade,
} from "./fleet/trading.ts";
import { eventually, register, somebody } from "./people.ts";

/** Two at a time, so that each is killed once while others live: payments first, because its leases take longest to pass. */
const KILLS: readonly (readonly MemberName[])[] = [
  ["payments", "identity"],
  ["payments-2", "catalog"],
  ["orders", "orders-2"],
  ["offers", "router-2"],
  ["router", "stripe-emulator"],
  ["offers-2"],
];
const TRADES_BETWEEN_KILLS = 3;
/** Every process of a subgraph listens to the doorbell. */
const LISTENERS = 8;
const SECONDS_UNTIL_SEEN = 2;
/** Without the doorbell everybody looks once a second. */
const SECONDS_WITHOUT_REDIS = 15;
const SECONDS_UNTIL_REVOKED = 5;
/** The lease of a payment step that its holder took to the grave is 45 seconds. */
const SECONDS_UNTIL_SETTLED = 75;

const missing = redisMissing ? ` (skipped: ${redisMissing})` : "";

describe.skipIf(redisMissing)(`a fleet of processes, with Redis as its doorbell${missing}`, () => {
  let redis: Redis;
  let fleet: Fleet;
  let variantIds: string[];
  /** Clients of the first router, and of the second, whose subgraphs are other processes. */
  let traders: Traders;
  let others: Traders;
  const variant = (index: number): string => variantIds[index] ?? "";

  beforeAll(async () => {
    redis = await startRedis();
    fleet = await startFleet(redis.url);
    variantIds = await makeProduct(fleet);
    traders = await makeTraders(fleet.graphUrl);
    others = await makeTraders(fleet.otherGraphUrl);
  });
  afterAll(async () => {
    await fleet?.dispose();
    await redis?.stop();
  });

  it("turns a bid that meets an ask into one order and one held payment, though two of each hear of it", async () => {
    const tradeId = await trade(traders, variant(0), 100);
    const outcome = await eventually(
      () => outcomeOf(fleet, [tradeId]),
      ({ held }) => held > 0,
    );
    expect(outcome).toEqual({ trades: 1, orders: 1, payments: 1, held: 1 });
  });

  it("shows a watcher at one router, within two seconds, a trade made in the processes of the other", async () => {
    const live = await watchMarket(fleet.graphUrl, variant(1));
    expect(live.seen).toEqual([null]);
    expect(live.productName()).toBe("Fleet Runner");
    await trade(others, variant(1), 110);
    await live.shows("110.00", SECONDS_UNTIL_SEEN);
    await live.close();
  });

  it("loses no trade when each process in turn is killed in the middle of traffic", async () => {
    const pairs = [
      traders,
      others,
      await makeTraders(fleet.graphUrl),
      await makeTraders(fleet.otherGraphUrl),
    ];
    const traffic = startTraffic(pairs, variantIds.slice(2, 6));
    for (const victims of KILLS) {
      const before = traffic.count();
      await eventually(
        async () => traffic.count(),
        (count) => count >= before + TRADES_BETWEEN_KILLS,
      );
      const endings = await Promise.all(victims.map((name) => fleet.members[name].end("SIGKILL")));
      expect(endings.map(({ signal }) => signal)).toEqual(victims.map(() => "SIGKILL"));
      await Promise.all(victims.map((name) => fleet.members[name].start()));
    }
    const acknowledged = await traffic.stop();
    const outcome = await outcomeOf(fleet, acknowledged);
    expect(outcome.trades, "what was acknowledged is there").toBe(acknowledged.length);
  });

  it("only gets slower while Redis is away, and needs nothing that Redis has forgotten", async () => {
    const live = await watchMarket(fleet.graphUrl, variant(6));
    await eventually(redis.listeners, (listeners) => listeners === LISTENERS);
    await redis.cut();
    const tradeId = await trade(others, variant(6), 120);
    await live.shows("120.00", SECONDS_WITHOUT_REDIS);
    const outcome = await eventually(
      () => outcomeOf(fleet, [tradeId]),
      ({ held }) => held > 0,
      SECONDS_WITHOUT_REDIS,
    );
    expect(outcome).toEqual({ trades: 1, orders: 1, payments: 1, held: 1 });
    await redis.flush();
    await redis.mend();
    await eventually(redis.listeners, (listeners) => listeners === LISTENERS);
    await trade(others, variant(6), 121);
    await live.shows("121.00", SECONDS_UNTIL_SEEN);
    await live.close();
  });

  it("finishes what is under way when a process is told to stop, and exits with 0", async () => {
    const members = [fleet.members["offers-2"], fleet.members["router-2"]] as const;
    onTestFinished(async () => {
      await Promise.all(members.map((member) => member.start()));
    });
    const MARKET = "query ($id: ID!) { market(variantId: $id) { lowestAsk { amount } } }";
    const markets = variantIds.slice(0, 6);
    const live = await watchMarket(fleet.otherGraphUrl, variant(7));
    const standstill = await holdMarkets(fleet);
    const underWay = Promise.all([
      answerToAsk(others, variant(7), 500),
      ...markets.map((id) => others.seller.answer(MARKET, { id })),
    ]);
    await standstill.reached(1 + markets.length);
    const ending = members[0].end("SIGTERM");
    await standstill.end();
    const answers = await underWay;
    expect(answers.flatMap(({ errors }) => errors ?? [])).toEqual([]);
    expect(await ending).toEqual({ code: 0, signal: null });
    expect(live.lost, "the router keeps its watchers while a subgraph restarts").toEqual([]);
    expect(await members[1].end("SIGTERM")).toEqual({ code: 0, signal: null });
    expect(live.lost, "a socket's client is told to go elsewhere").toEqual([1001]);
    await Promise.all(members.map((member) => member.start()));
    await live.shows(null, SECONDS_UNTIL_SEEN);
    await live.close();
  });

  it("refuses a session at every router within five seconds of its end", async () => {
    const person = await register(fleet.graphUrl, "Lou Leaving");
    const VIEWER = "query { viewer { email } }";
    const elsewhere = somebody(fleet.otherGraphUrl, person.token);
    expect((await elsewhere.answer(VIEWER)).errors).toBeUndefined();
    await person.ask("mutation { logout { userErrors { message } } }");
    for (const client of [person, elsewhere]) {
      const answer = await eventually(
        () => client.answer(VIEWER),
        ({ errors }) => errors !== undefined,
        SECONDS_UNTIL_REVOKED,
      );
      expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(["UNAUTHENTICATED"]);
    }
  });

  it("keeps its doors shut to whoever is not the router", async () => {
    for (const audience of SUBGRAPHS) {
      expect(await knockAsTheRouter(fleet, audience)).not.toBe(401);
      for (const attempt of KNOCKS)
        expect(await knock(fleet, audience, attempt), `${audience}, ${attempt.name}`).toBe(401);
    }
  });

  it("gives each subgraph's role its own schema and no other", async () => {
    for (const own of SUBGRAPHS)
      for (const other of SUBGRAPHS)
        expect(await reachInto(fleet, own, other)).toBe(
          own === other ? "rows" : `permission denied for schema ${other}`,
        );
  });

  it("says in one go what is wrong with a deployment, and where a port is taken, without a trace", async () => {
    const payments = fleet.environmentOf("payments");
    const [unset, halfSet, taken] = await Promise.all([
      runToEnd(entryOf("router"), { IDENTITY_URL: "nonsense", ROUTER_PORT: "many" }),
      runToEnd(entryOf("payments"), {
        ...payments,
        PAYMENTS_DATABASE_URL: "",
        STRIPE_SECRET_KEY: "",
        OUTCRY_PASSPORT_KEYS: "{}",
      }),
      runToEnd(entryOf("offers"), fleet.environmentOf("offers")),
    ]);
    expect(unset).toEqual({
      code: 1,
      output: expect.stringMatching(/ROUTER_PORT.*IDENTITY_URL.*OUTCRY_PASSPORT_KEYS/s),
    });
    expect(halfSet).toEqual({
      code: 1,
      output: expect.stringMatching(/PAYMENTS_DATABASE_URL.*lacks "router>payments".*STRIPE_SECRET_KEY/s),
    });
    expect(taken).toEqual({
      code: 1,
      output: expect.stringMatching(/^Port \d+ is taken\. .* OFFERS_PORT\.$/m),
    });
    for (const { output } of [unset, halfSet, taken]) expect(output).not.toMatch(/^\s+at .*\.ts:/m);
  });

  it("ends with one order and one held payment for every trade, and every invariant", async () => {
    const outcome = await eventually(
      () => outcomeOf(fleet),
      ({ trades, held }) => held === trades,
      SECONDS_UNTIL_SETTLED,
    );
    expect(outcome).toEqual({ ...outcome, orders: outcome.trades, payments: outcome.trades });
    const checked = await eventually(
      () => runToEnd("scripts/invariants.ts", { DATABASE_URL: fleet.database.adminUrl }),
      ({ code }) => code === 0,
      SECONDS_WITHOUT_REDIS,
    );
    expect(checked.output).toMatch(/All \d+ invariants hold/);
  });
});
