import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makeServer, type Server } from "./faults/server.ts";
import type { Orders, Report } from "./faults/workers.ts";

const NAME = "outcry-fault-workers";
const ANSWER_MILLISECONDS_MAX = 10_000;
const REPORT_MILLISECONDS_MAX = 20_000;
const LOOKS_MAX = 100;
const sleep = (milliseconds: number) =>
  new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), milliseconds));

let server: Server;

beforeAll(async () => {
  server = await makeServer();
  await server.start();
});
afterAll(() => server.discard());
beforeEach(() =>
  query((sql) =>
    sql`drop table if exists entries`.then(
      () => sql`create table entries (journal uuid not null, amount bigint not null)`,
    ),
  ),
);

async function query<T>(ask: (sql: postgres.Sql) => PromiseLike<T>): Promise<T> {
  const sql = postgres(server.url, { max: 1, onnotice: () => undefined });
  try {
    return await ask(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Lets the workers work while the nemesis strikes, and compares what they were promised with what is there. */
async function suffer(pauseMilliseconds: [number, number], nemesis: () => Promise<void>) {
  const workers = fork(fileURLToPath(new URL("./faults/workers.ts", import.meta.url)), {
    execArgv: ["--import", "tsx"],
  });
  try {
    const ended = new Promise<undefined>((resolve) => workers.once("exit", () => resolve(undefined)));
    const reported = new Promise<Report>((resolve) => workers.once("message", resolve));
    const orders: Orders = { url: server.url, applicationName: NAME, pauseMilliseconds };
    workers.send(orders);
    await warmedUp();
    await nemesis();
    await sleep(500);
    if (workers.connected) workers.send("stop", () => undefined);
    // A process that crashed ends without a report.
    const report = await Promise.race([reported, ended, sleep(REPORT_MILLISECONDS_MAX)]);
    return { crashed: report === undefined, ...(await ledger(report?.acknowledged ?? [])), report };
  } finally {
    workers.kill("SIGKILL");
  }
}

async function ledger(acknowledged: readonly string[]) {
  const unbalanced = await query(
    (sql) => sql`
      select journal from entries group by journal having sum(amount) <> 0 or count(*) <> 2`,
  );
  const kept = await query((sql) => sql<{ journal: string }[]>`select distinct journal from entries`);
  const journals = new Set(kept.map((row) => row.journal));
  return {
    unbalanced: unbalanced.length,
    missing: acknowledged.filter((journal) => !journals.has(journal)).length,
    journals: journals.size,
  };
}

async function warmedUp(): Promise<void> {
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    const [row] = await query((sql) => sql<{ count: number }[]>`select count(*)::int from entries`);
    if ((row?.count ?? 0) >= 20) return;
    await sleep(100);
  }
  throw new Error("The workers do not post.");
}

type Outcome = Awaited<ReturnType<typeof suffer>>;

function expectUnharmed({ report, ...outcome }: Outcome): void {
  const { acknowledged = [], ...told } = report ?? {};
  // Seen with `--reporter verbose`, so that a run can be compared with the table in docs/adr/0008.
  process.stdout.write(`${JSON.stringify({ ...outcome, ...told, acknowledged: acknowledged.length })}\n`);
  expect({ ...outcome, stuck: report?.stuck }).toMatchObject({
    crashed: false,
    unbalanced: 0,
    missing: 0,
    stuck: 0,
  });
  expect(report?.longestMilliseconds).toBeLessThan(ANSWER_MILLISECONDS_MAX);
  expect(acknowledged.length).toBeGreaterThan(0);
}

describe("transactions of 20 workers on a pool of 10", () => {
  it("stay whole when every backend is terminated, again and again, while they wait for something else", async () => {
    const outcome = await suffer([100, 400], async () => {
      for (let strike = 0; strike < 8; strike += 1) {
        await sleep(300);
        await server.terminateBackends(NAME);
      }
    });
    expectUnharmed(outcome);
  });

  it("stay whole when the server is restarted with -m immediate, again and again", async () => {
    const outcome = await suffer([0, 0], async () => {
      for (let strike = 0; strike < 4; strike += 1) {
        await sleep(500);
        await server.restartImmediately();
      }
    });
    expectUnharmed(outcome);
  });

  it("stay whole when the postmaster is killed, again and again", async () => {
    const outcome = await suffer([0, 50], async () => {
      for (let strike = 0; strike < 3; strike += 1) {
        await sleep(500);
        await server.killAndStart();
      }
    });
    expectUnharmed(outcome);
  });

  it("are answered in time when the backends neither answer nor die", async () => {
    const outcome = await suffer([0, 50], async () => {
      const thaw = await server.freezeBackends(NAME);
      await sleep(ANSWER_MILLISECONDS_MAX + 1_000);
      thaw();
    });
    expectUnharmed(outcome);
  });
});
