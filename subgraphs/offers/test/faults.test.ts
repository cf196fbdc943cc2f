import { afterAll, beforeAll, expect, it } from "vitest";
import { expectWhole, startInsisting } from "./insisting.ts";
import { type RunningTest, runOffers } from "./running-offers.ts";

let running: RunningTest;
beforeAll(async () => {
  running = await runOffers();
});
afterAll(() => running.stop());

const CALLERS = 12;
const TERMINATIONS = 12;
const PAUSE_MILLISECONDS = 150;

const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));

it("keeps every order it acknowledged, and each key to one order, while its connections are cut", async () => {
  const traffic = await startInsisting(running, CALLERS);
  let cut = 0;
  for (let times = 0; times < TERMINATIONS; times += 1) {
    await pause();
    const backends = await running.admin.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'test'`;
    cut += backends.length;
  }
  await traffic.stop();
  expect(cut).toBeGreaterThan(0);
  await expectWhole(running, traffic);
});
