import { createTestDatabase, type TestDatabase } from "@outcry/testkit";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { assertDriverIsPatched } from "../src/index.ts";
import { startProxy } from "./faults/proxy.ts";

/** The driver alone, without our own guards: each test is one hunk of patches/postgres+3.4.9.patch. */
let database: TestDatabase;
let administrator: postgres.Sql;
let sql: postgres.Sql;

beforeAll(async () => {
  database = await createTestDatabase();
  administrator = postgres(database.adminUrl, { max: 1 });
  await administrator`create table marks (word text)`;
});
afterAll(async () => {
  await administrator.end();
  await database.drop();
});
beforeEach(async () => {
  await administrator`truncate marks`;
});
afterEach(async () => {
  await sql.end({ timeout: 1 });
  await terminateAll();
});

const connect = (max: number, options: object = {}, url = database.adminUrl): postgres.Sql => {
  sql = postgres(url, { max, connection: { application_name: "patch" }, ...options });
  return sql;
};
const terminateAll = () => administrator`
  select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = 'patch'`;

/** Until the pool's backend runs pg_sleep, so that what comes next strikes it in the middle of a statement. */
async function untilAsleep(): Promise<void> {
  for (;;) {
    const asleep = await administrator`
      select from pg_stat_activity where application_name = 'patch' and wait_event = 'PgSleep'`;
    if (asleep.count > 0) return;
  }
}

const marks = async () => (await administrator`select word from marks order by word`).map((row) => row.word);
const pidOf = async (client: postgres.ISql) => (await client`select pg_backend_pid() as pid`)[0]?.pid;

describe("a transaction whose backend died while its callback awaited something else", () => {
  it("runs no further statement on the connection that takes the place of the lost one", async () => {
    const pool = connect(1);
    let callback: Promise<void> | undefined;
    const transaction = pool.begin((tx) => {
      callback = (async () => {
        await tx`insert into marks values ('first leg')`;
        await terminateAll();
        // Another caller gets the connection going again, under the feet of this transaction.
        await pool`select 1`;
        await tx`insert into marks values ('second leg')`;
      })();
      return callback;
    });
    await expect(transaction).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
    await expect(callback).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
    expect(await marks()).toEqual([]);
  });

  it("neither commits nor rolls back the transaction that took its place", async () => {
    const pool = connect(1);
    const theOther = deferred();
    const lost = pool.begin(async (tx) => {
      await tx`select 1`;
      await terminateAll();
      await theOther.promise;
      throw new Error("This rolls back, but what?");
    });
    await expect(lost).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
    await pool.begin(async (tx) => {
      await tx`insert into marks values ('kept')`;
      theOther.resolve(undefined);
      // Time for the lost one's ROLLBACK, were it sent, to arrive in between.
      await administrator`select pg_sleep(0.05)`;
      await tx`insert into marks values ('kept too')`;
    });
    expect(await marks()).toEqual(["kept", "kept too"]);
  });

  it("answers the statements that were queued in it", async () => {
    const pool = connect(1);
    const outcomes: Promise<PromiseSettledResult<unknown>[]>[] = [];
    const transaction = pool.begin(async (tx) => {
      outcomes.push(Promise.allSettled([tx`select pg_sleep(${5})`, tx`select ${2}::int`, tx`select 3`]));
      await terminateAll();
      await outcomes[0];
    });
    await expect(transaction).rejects.toThrow();
    expect((await outcomes[0])?.map((outcome) => outcome.status)).toEqual([
      "rejected",
      "rejected",
      "rejected",
    ]);
  });
});

describe("a connection that was lost", () => {
  it("comes back after it was reset in the middle of a transaction", async () => {
    const proxy = await startProxy(database.adminUrl);
    try {
      const pool = connect(1, {}, proxy.through(database.adminUrl));
      for (let loss = 0; loss < 5; loss += 1) {
        const transaction = pool.begin((tx) => tx`select pg_sleep(${5})`);
        const outcome = transaction.catch((error: { code: string }) => error.code);
        await untilAsleep();
        proxy.reset();
        expect(await outcome).toMatch(/ECONNRESET|CONNECTION_CLOSED/);
        expect(await pool`select 2 as two`).toMatchObject([{ two: 2 }]);
        expect(await pool`select ${3}::int as three`).toMatchObject([{ three: 3 }]);
      }
    } finally {
      await sql.end({ timeout: 1 });
      await proxy.close();
    }
  });

  it("leaves no error of the old backend for the first statement of the new one", async () => {
    const pool = connect(1);
    const slow = pool`select pg_sleep(5)`.catch((error: { code: string }) => error.code);
    await untilAsleep();
    await terminateAll();
    expect(["57P01", "CONNECTION_CLOSED", "ECONNRESET"]).toContain(await slow);
    expect(await pool`select 2 as two`).toMatchObject([{ two: 2 }]);
  });

  it("can be given up by us when the peer neither answers nor hangs up", async () => {
    const pool = connect(1);
    const query = pool`select pg_sleep(30)`;
    const outcome = query.catch((error: Error) => error.message);
    await untilAsleep();
    (query as unknown as { state: { destroy(error: Error): void } }).state.destroy(new Error("given up"));
    expect(await outcome).toBe("given up");
    expect(await pool`select 2 as two`).toMatchObject([{ two: 2 }]);
  });

  it("does not hold up the end of its pool", async () => {
    const pool = connect(1);
    const query = pool`select pg_sleep(30)`;
    const outcome = query.catch((error: Error) => error.message);
    await untilAsleep();
    (query as unknown as { state: { destroy(error: Error): void } }).state.destroy(new Error("given up"));
    const began = performance.now();
    await pool.end({ timeout: 5 });
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(await outcome).toBe("given up");
  });
});

describe("BEGIN", () => {
  it("reserves its connection even where the pipeline is full", async () => {
    const pool = connect(1, { max_pipeline: 1 });
    await pool`select 1`;
    const ahead = pool`select pg_sleep(0.1)`.execute();
    await untilAsleep();
    const pids = await pool.begin(async (tx) => [await pidOf(tx), await pidOf(tx)]);
    await ahead;
    expect(pids[0]).toBe(pids[1]);
    const [session] = await administrator`select state from pg_stat_activity where pid = ${pids[0]}`;
    expect(session?.state).toBe("idle");
  });
});

describe("a query that is cancelled while its connection is being made", () => {
  it("leaves the connection to the next one", async () => {
    const pool = connect(1);
    const cancelled = pool`select 1`;
    const outcome = cancelled.catch((error: { code: string }) => error.code);
    await new Promise((resolve) => setImmediate(resolve));
    cancelled.cancel();
    expect(await outcome).toBe("57014");
    expect(await pool`select 2 as two`).toMatchObject([{ two: 2 }]);
  });
});

describe("statements sent ahead of an answer", () => {
  const isSent = (query: object) => "state" in query && query.state !== null;

  it("are as many as the pipeline takes, whatever their size, and one more for each answer", async () => {
    const pool = connect(1, { max_pipeline: 1 });
    const sleep = (text: string) =>
      pool.unsafe("select pg_sleep(0.3), length($1::text)", [text], { prepare: true });
    await sleep("The first time it is described before it is sent.");
    const long = "x".repeat(100_000);
    const queries = [sleep(long), sleep(long), sleep(long)].map((query) => query.execute());
    await untilAsleep();
    expect(queries.map(isSent)).toEqual([true, true, false]);
    await queries[0];
    expect(queries.map(isSent)).toEqual([true, true, true]);
    expect((await Promise.all(queries)).map(([row]) => row?.length)).toEqual([100_000, 100_000, 100_000]);
  });
});

describe("assertDriverIsPatched", () => {
  it("accepts the driver that is installed, and names the way out for one that is not patched", () => {
    expect(() => assertDriverIsPatched()).not.toThrow();
    expect(() => assertDriverIsPatched({})).toThrow("npx patch-package");
    expect(() => assertDriverIsPatched({ outcryPatch: 0 })).toThrow("npx patch-package");
  });
});

function deferred() {
  let resolve: (value: unknown) => void = () => undefined;
  const promise = new Promise((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
