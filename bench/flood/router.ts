/** What others notice at the router of one user who sends thousands of orders at once. */
import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import postgres from "postgres";
import type { FloodOptions } from "../../scripts/test/flood.ts";
import { type Marketplace, startMarketplace } from "../../scripts/test/marketplace.ts";
import { type Call, outcomesOf, startCallers } from "../market/callers.ts";
import { type Latencies, latenciesOf, tell } from "../market/latencies.ts";
import { demoAdmin, makePeople, makeVariants, PLACE } from "../market/people.ts";
import { ownCpuSecondsOf, profilingInto } from "../measure/processes.ts";
import { compare, type FloodSettings } from "./settings.ts";

/** What became of a flood. It is all of it, when each was answered by a type. */
export type Flooded = {
  placed: number;
  /** By the market, as one order too many. */
  declined: number;
  /** By the router. */
  refused: number;
  unanswered: number;
  sent: number;
  milliseconds: number;
};

const WARM_UP_MILLISECONDS = 5_000;
const OTHERS = 25;
/** On Linux the whole of 127.0.0.0/8 is this machine. */
const FLOODER_ADDRESS = "127.0.0.2";
/** Nobody else bids so little in a bench. */
const FLOOD_PRICE = "25.00";

const bodiesOf = (variantId: string, count: number): string[] =>
  Array.from({ length: count }, () => {
    const price = { amount: FLOOD_PRICE, currencyCode: "USD" };
    return JSON.stringify({
      query: PLACE.BID,
      variables: { input: { variantId, price, idempotencyKey: randomUUID() } },
    });
  });

async function startFlooder(): Promise<ChildProcess> {
  const child = fork(new URL("flooder-process.ts", import.meta.url), { execArgv: ["--import", "tsx"] });
  await new Promise((resolve) => child.once("message", resolve));
  return child;
}

const floodOnce = (child: ChildProcess, options: FloodOptions): Promise<Flooded> =>
  new Promise((resolve) => {
    child.once("message", (flooded) => resolve(flooded as Flooded));
    child.send(options);
  });

type Window = Readonly<{ from: number; until: number }>;
type Windows = Record<"before" | "during" | "after", Window[]>;

const now = () => performance.timeOrigin + performance.now();

async function watched(work: () => Promise<unknown>): Promise<Window> {
  const from = now();
  await work();
  return { from, until: now() };
}

const latenciesIn = (calls: readonly Call[], windows: readonly Window[]) =>
  latenciesOf(
    calls
      .filter(({ at }) => windows.some(({ from, until }) => at >= from && at < until))
      .map(({ milliseconds }) => milliseconds),
  );

/** Rounds of a quiet time, a flood until its last answer, and the time after it. */
async function inRounds(
  { rounds, seconds, floods }: FloodSettings,
  floodOnce: () => Promise<void>,
): Promise<Windows> {
  const windows: Windows = { before: [], during: [], after: [] };
  const quiet = () => wait(seconds * 1_000);
  for (let round = 0; round < rounds; round += 1) {
    windows.before.push(await watched(quiet));
    windows.during.push(
      await watched(async () => {
        for (let count = 0; count < floods; count += 1) await floodOnce();
      }),
    );
    windows.after.push(await watched(quiet));
  }
  return windows;
}

/** Nothing of what was refused may be there: no order, no key, no event. Throws when there is. */
async function check(marketplace: Marketplace, variantId: string, sent: readonly Flooded[]): Promise<void> {
  const sum = (name: "placed" | "declined" | "refused" | "sent") =>
    sent.reduce((total, one) => total + one[name], 0);
  const sql = postgres(await marketplace.databaseUrl(), { max: 1 });
  const [row] = await sql`
    select (select count(*) from offers.book_orders where variant_id = ${variantId})::int as orders,
           (select count(*) from offers.answers a join offers.book_orders o
               on o.id::text = a.answer::json #>> '{value,orderId}' where o.variant_id = ${variantId})::int as keys,
           (select count(*) from offers.outbox where payload::text like ${`%${variantId}%`})::int as events`;
  await sql.end();
  const isTyped = sum("placed") + sum("declined") + sum("refused") === sum("sent");
  const holds = `the database holds ${row?.orders} orders, ${row?.keys} answers, ${row?.events} events`;
  if (!isTyped || row?.orders !== sum("placed") || row?.keys !== sum("placed") || row?.events !== 0)
    throw new Error(`Not as it should be: ${holds}; ${JSON.stringify(sent)}`);
  console.log(
    `  the floods: ${sum("sent")} sent, ${sum("placed")} placed, ${sum("declined")} declined by the market, ${sum("refused")} refused with 429, RATE_LIMITED and Retry-After; ${holds}`,
  );
}

/**
 * A whole marketplace in one process, its others in a second, the flooder in a third that gives way to both. Prints what the
 * others see before, during and after each flood.
 */
export async function floodThroughRouter(
  settings: FloodSettings,
  connections: number,
  profile: string | undefined,
): Promise<void> {
  const marketplace = await startMarketplace({ OUTCRY_RATE_LIMITS: "off" }, profilingInto(profile));
  const [callers, flooder] = await Promise.all([startCallers(), startFlooder()]);
  try {
    const { graphUrl } = marketplace;
    const [floodedVariant = "", ...variantIds] = await makeVariants(await demoAdmin(graphUrl), [
      "One",
      "Two",
    ]);
    const [one, ...others] = await makePeople(graphUrl, OTHERS + 1);
    const tokens = others.map(({ token }) => token ?? "");
    callers.start({ graphUrl, tokens, variantIds, perSecond: settings.rate });
    await wait(WARM_UP_MILLISECONDS);
    const sent: Flooded[] = [];
    let serverSeconds = 0;
    const windows = await inRounds(settings, async () => {
      const bodies = bodiesOf(floodedVariant, settings.atOnce);
      const before = ownCpuSecondsOf(marketplace.pid);
      sent.push(
        await floodOnce(flooder, {
          url: graphUrl,
          token: one?.token ?? "",
          bodies,
          connections,
          from: FLOODER_ADDRESS,
        }),
      );
      serverSeconds += ownCpuSecondsOf(marketplace.pid) - before;
    });
    const calls = await callers.stop();
    const [before, during, after] = [windows.before, windows.during, windows.after].map((list) =>
      latenciesIn(calls, list),
    ) as [Latencies, Latencies, Latencies];
    const longest = Math.max(...sent.map(({ milliseconds }) => milliseconds));
    console.log(
      `through the router, ${connections} connections: others place ${settings.rate} orders a second; ${sent.length} times, one user sends ${settings.atOnce} at once (at the lowest priority)`,
    );
    console.log(`  before: ${tell(before)}`);
    console.log(`  during: ${tell(during)}`);
    console.log(`  after:  ${tell(after)}`);
    console.log(
      `  others during the flood: ${compare(before, during)}; of all their orders ${outcomesOf(calls)}`,
    );
    console.log(
      `  each flood was answered within ${longest.toFixed(0)} ms; meanwhile the marketplace used ${((serverSeconds / (sent.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1_000)) * 100).toFixed(0)} % of a core`,
    );
    await check(marketplace, floodedVariant, sent);
  } finally {
    callers.end();
    flooder.disconnect();
    await marketplace.dispose();
  }
}
