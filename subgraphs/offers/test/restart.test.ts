import { afterAll, beforeAll, expect, it } from "vitest";
import { expectWhole, type InsistingTraffic, startInsisting } from "./insisting.ts";
import { type Ending, startOwnServer } from "./own-server.ts";
import { type RunningTest, runOffers } from "./running-offers.ts";

type OwnServer = Awaited<ReturnType<typeof startOwnServer>>;
let server: OwnServer;
let running: RunningTest;
beforeAll(async () => {
  server = await startOwnServer();
  running = await runOffers({ postgres: server });
});
afterAll(async () => {
  await running?.stop();
});

const CALLERS = 12;
const ENDINGS: readonly Ending[] = ["SIGINT", "SIGQUIT", "SIGKILL"];
const SECOND = 1_000;
/** Of the usual rate; a machine that others use as well does not give the same twice. */
const BACK_AT = 0.7;
const SECONDS_UNTIL_BACK = 30;
/** Long enough for requests to run out of patience with it. */
const SECONDS_AWAY = 4;

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** How many were acknowledged in the second until now, of those after an instant. */
const rateSince = ({ instants }: InsistingTraffic, since: number): number => {
  const from = Math.max(since, performance.now() - SECOND);
  return instants.filter((at) => at > from).length;
};

it.each(ENDINGS)(
  "keeps every order it acknowledged when its PostgreSQL ends by %s and starts again",
  async (ending) => {
    await running.admin
      .sql`truncate offers.book_orders, offers.trades, offers.candles, offers.candle_progress, offers.markets, offers.outbox`;
    const traffic = await startInsisting(running, CALLERS);
    await traffic.during(wait(3 * SECOND));
    const usual = rateSince(traffic, 0);
    const endedAt = performance.now();
    await server.restart(ending, SECONDS_AWAY * SECOND);
    const upAt = performance.now();
    // Polled often, so that the moment that is printed is the moment it was.
    const isBack = expect
      .poll(() => rateSince(traffic, upAt), { timeout: SECONDS_UNTIL_BACK * SECOND, interval: 50 })
      .toBeGreaterThan(usual * BACK_AT);
    // Whatever becomes of it, this traffic ends before another attempt counts its own.
    const backAt = await traffic.during(isBack.then(() => performance.now())).finally(() => traffic.stop());
    const first = traffic.instants.find((at) => at > upAt) ?? Number.NaN;
    const after = (instant: number) => `${((instant - endedAt) / SECOND).toFixed(1)} s`;
    process.stdout.write(
      `${ending}: ${usual} orders a second before; PostgreSQL back after ${after(upAt)}, first order after ${after(first)}, ` +
        `${BACK_AT * 100} % of the rate after ${after(backAt)}; longest wait ${(traffic.longestWait() / SECOND).toFixed(1)} s\n`,
    );
    await expectWhole(running, traffic);
  },
  120_000,
);
