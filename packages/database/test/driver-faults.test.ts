import { type ChildProcess, fork } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { asAdministrator, type Server, startServer } from "./faults/server.ts";
import type { Orders, Report, Word } from "./faults/workers.ts";

const NAME = "outcry-fault-workers";
const ANSWER_MILLISECONDS_MAX = 10_000;
const CALM_MILLISECONDS = 2_000;
const REPORT_MILLISECONDS_MAX = 20_000;
const LOOKS_MAX = 100;

let server: Server;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.discard());
beforeEach(() =>
  asAdministrator(server.url, (sql) =>
    sql.unsafe(
      "drop table if exists entries; create table entries (journal uuid not null, amount bigint not null)",
    ),
  ),
);

/** Lets the workers work while the nemesis strikes, and compares what they were promised with what is there. */
async function suffer(pauseMilliseconds: Orders["pauseMilliseconds"], nemesis: () => Promise<void>) {
  const workers = fork(fileURLToPath(new URL("./faults/workers.ts", import.meta.url)), {
    execArgv: ["--import", "tsx"],
  });
  try {
    const ended = new Promise<undefined>((resolve) => workers.once("exit", () => resolve(undefined)));
    const reported = new Promise<Report>((resolve) => workers.once("message", resolve));
    tell(workers, { url: server.url, applicationName: NAME, pauseMilliseconds });
    await warmedUp();
    await nemesis();
    tell(workers, "calm");
    await wait(CALM_MILLISECONDS);
    tell(workers, "stop");
    // A process that crashed ends without a report.
    const report = await Promise.race([reported, ended, wait(REPORT_MILLISECONDS_MAX, undefined)]);
    return { crashed: report === undefined, ...(await ledger(report?.acknowledged ?? [])), report };
  } finally {
    workers.kill("SIGKILL");
  }
}

function tell(workers: ChildProcess, word: Word): void {
  if (workers.connected) workers.send(word, () => undefined);
}

async function ledger(acknowledged: readonly string[]) {
  const [unbalanced, kept] = await asAdministrator(server.url, (sql) =>
    Promise.all([
      sql`select journal from entries group by journal having sum(amount) <> 0 or count(*) <> 2`,
      sql<{ journal: string }[]>`select distinct journal from entries`,
    ]),
  );
  const journals = new Set(kept.map((row) => row.journal));
  return {
    unbalanced: unbalanced.length,
    missing: acknowledged.filter((journal) => !journals.has(journal)).length,
    journals: journals.size,
  };
}

async function warmedUp(): Promise<void> {
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    const [row] = await asAdministrator(server.url, (sql) => sql`select count(*)::int from entries`);
    if (row?.count >= 20) return;
    await wait(100);
  }
  throw new Error("The workers do not post.");
}

function expectUnharmed({ report, ...outcome }: Awaited<ReturnType<typeof suffer>>): void {
  const { acknowledged = [], ...told } = report ?? {};
  process.stdout.write(`${JSON.stringify({ ...outcome, ...told, acknowledged: acknowledged.length })}\n`);
  expect({ ...outcome, stuck: report?.stuck }).toMatchObject({
    crashed: false,
    unbalanced: 0,
    missing: 0,
    stuck: 0,
  });
  expect(report?.longestMilliseconds).toBeLessThan(ANSWER_MILLISECONDS_MAX);
  // Every worker is served again: a pool that lost its connections for good would serve nobody.
  expect(report?.acknowledgedInCalm).toBeGreaterThanOrEqual(20);
}

async function strike(times: number, everyMilliseconds: number, blow: () => Promise<void>): Promise<void> {
  for (let struck = 0; struck < times; struck += 1) {
    await wait(everyMilliseconds);
    await blow();
  }
}

const TEST_MILLISECONDS_MAX = 120_000;

describe("transactions of 20 workers on a pool of 10", { timeout: TEST_MILLISECONDS_MAX }, () => {
  it("stay whole when every backend is terminated, again and again, while they wait for something else", async () => {
    expectUnharmed(await suffer([100, 400], () => strike(8, 300, () => server.terminateBackends(NAME))));
  });

  it("stay whole when the server is restarted with -m immediate, again and again", async () => {
    expectUnharmed(await suffer([0, 0], () => strike(4, 500, server.restartImmediately)));
  });

  it("stay whole when the postmaster is killed, again and again", async () => {
    expectUnharmed(await suffer([0, 50], () => strike(3, 500, server.killAndStart)));
  });

  it("are answered in time when the backends neither answer nor die", async () => {
    const outcome = await suffer([0, 50], async () => {
      const thaw = await server.freezeBackends(NAME);
      await wait(ANSWER_MILLISECONDS_MAX + 1_000);
      thaw();
    });
    expectUnharmed(outcome);
  });
});
