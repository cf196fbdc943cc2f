/** What others notice at offers' command boundary of one user who sends thousands of orders at once. */
import { setTimeout as wait } from "node:timers/promises";
import type { Database } from "@outcry/database";
import { newId } from "@outcry/kernel";
import { makeLogger } from "@outcry/service";
import { makeGroupCommit } from "../../subgraphs/offers/src/commands/group-commit.ts";
import { makeTradeCommands, type PlaceInput } from "../../subgraphs/offers/src/commands/trade.ts";
import { invariants } from "../../subgraphs/offers/src/store/invariants.ts";
import { seed } from "../expiry/seed.ts";
import { latenciesOf, tell } from "../market/latencies.ts";
import { type Answer, type Placing, startTraffic } from "../market/placing.ts";
import { type BenchServer, startBenchServer } from "../market/server.ts";
import { compare, type FloodSettings } from "./settings.ts";

const DAY = 86_400_000;
const WARM_UP_MILLISECONDS = 5_000;

const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(Math.random() * items.length)] as Item;

type Flood = { placed: number; refused: number; unanswered: number; milliseconds: number[] };
type Commands = ReturnType<typeof makeTradeCommands>;

/** What a flood sends; written before it is measured, as its sender would. */
const inputsOf = (variantId: string, atOnce: number): PlaceInput[] =>
  Array.from({ length: atOnce }, () => ({
    ...{ variantId, price: { amount: "50.00", currencyCode: "USD" }, quantity: 1, expiresInDays: 30 },
    idempotencyKey: newId(),
  }));

/** One user sends so many bids in one go. Whatever is refused must say so by a type. */
async function flood(
  commands: Commands,
  userId: string,
  inputs: readonly PlaceInput[],
  into: Flood,
): Promise<void> {
  const started = performance.now();
  const send = async (input: PlaceInput): Promise<void> => {
    try {
      const { result } = await commands.place(userId, "BID", input);
      if (result.ok) into.placed += 1;
      else if (result.refusal.kind === "LimitReached") into.refused += 1;
      else throw new Error(`Refused by ${result.refusal.kind}.`);
    } catch {
      into.unanswered += 1;
    }
  };
  await Promise.all(inputs.map(send));
  into.milliseconds.push(performance.now() - started);
}

async function floodAgainAndAgain(floods: number, floodOnce: () => Promise<void>): Promise<void> {
  for (let count = 0; count < floods; count += 1) await Promise.all([floodOnce(), wait(1_000)]);
}

type Slots = { quiet: number[]; flooded: number[] };

/** Slots with and without a flood, in turn, so that both see the same machine. */
async function interleave(
  { rounds, seconds, floods }: FloodSettings,
  answers: readonly Answer[],
  floodOnce: () => Promise<void>,
): Promise<Slots> {
  const slots: Slots = { quiet: [], flooded: [] };
  for (let round = 0; round < rounds * 2; round += 1) {
    const isFlooded = round % 2 === 1;
    const from = performance.now();
    const flooding = isFlooded ? floodAgainAndAgain(floods, floodOnce) : null;
    await wait(seconds * 1_000);
    const until = performance.now();
    await flooding;
    await wait(500);
    const own = answers.filter(({ at, outcome }) => at >= from && at < until && outcome === "placed");
    slots[isFlooded ? "flooded" : "quiet"].push(...own.map(({ milliseconds }) => milliseconds));
  }
  return slots;
}

async function measure({ database, admin }: BenchServer, settings: FloodSettings): Promise<void> {
  const { atOnce, rate, rounds, floods } = settings;
  const { variantIds, userIds } = await seed(admin, {
    ...{
      markets: 500,
      orders: 100_000,
      traders: 500,
      expiresAt: new Date(Date.now() + DAY),
      ordinaryEvery: DAY,
    },
  });
  const logger = makeLogger("bench", "warn");
  const groupCommit = makeGroupCommit({ database, logger, onCommit: () => undefined });
  const owners = {
    hasPaymentMethod: async () => true,
    variant: async () => null,
    close: async () => undefined,
  };
  const commands = makeTradeCommands({ database, groupCommit, owners, locate: async () => null });
  const [flooder = "", ...others] = userIds;
  const [flooded = "", ...markets] = variantIds;
  const next = (): Placing => ({
    ...{ userId: pick(others), variantId: pick(markets), side: pick(["BID", "ASK"]) },
    dollars: 95 + Math.floor(Math.random() * 11),
  });
  const traffic = startTraffic(groupCommit, rate, next);
  await wait(WARM_UP_MILLISECONDS);
  const sent: Flood = { placed: 0, refused: 0, unanswered: 0, milliseconds: [] };
  const inputs = Array.from({ length: rounds * floods }, () => inputsOf(flooded, atOnce));
  const slots = await interleave(settings, traffic.answers, () =>
    flood(commands, flooder, inputs.pop() ?? [], sent),
  );
  await traffic.stop();
  await groupCommit.stop();
  const [quiet, busy] = [latenciesOf(slots.quiet), latenciesOf(slots.flooded)];
  console.log(
    `at the command boundary: others place ${rate} orders a second; ${rounds * floods} times, one user sends ${atOnce} at once`,
  );
  console.log(`  without: ${tell(quiet)}`);
  console.log(`  with:    ${tell(busy)}`);
  console.log(`  others with the flood: ${compare(quiet, busy)}`);
  const longest = Math.max(...sent.milliseconds).toFixed(0);
  console.log(
    `  the flood: ${sent.placed} placed, ${sent.refused} refused as LimitReached, ${sent.unanswered} unanswered; all within ${longest} ms`,
  );
  await check(admin, flooder, sent);
}

/** Nothing of what was refused may be there: no order, no key, no event. Throws when there is. */
async function check({ sql }: Database, flooder: string, sent: Flood): Promise<void> {
  const [row] = await sql`
    select (select count(*) from offers.book_orders where user_id = ${flooder} and price_minor = 5000)::int as orders,
           (select count(*) from offers.answers a join offers.book_orders o
               on o.id::text = a.answer::json #>> '{value,orderId}' where o.user_id = ${flooder})::int as keys,
           (select count(*) from offers.outbox o join offers.trades t on t.id::text = o.aggregate_id
             where t.buyer_id = ${flooder} and t.price_minor = 5000)::int as events`;
  const broken = [];
  for (const { name, sql: text } of invariants)
    if ((await sql.unsafe(`select 1 from (${text}) broken limit 1`)).length > 0) broken.push(name);
  const isRight = row?.orders === sent.placed && row?.keys === sent.placed && row?.events === 0;
  if (!isRight || broken.length > 0 || sent.unanswered > 0)
    throw new Error(`Not as it should be: ${JSON.stringify({ ...row, ...sent, broken })}`);
  console.log(
    `  of the flood the database holds ${row?.orders} orders, ${row?.keys} answers, ${row?.events} events`,
  );
}

/** Prints what others see in seconds with a flood and in seconds without, in turn. Throws when a flood left what it should not. */
export async function floodCommands(settings: FloodSettings): Promise<void> {
  const server = await startBenchServer();
  try {
    await measure(server, settings);
  } finally {
    await server.stop();
  }
}
