import { createTestDatabase, type TestDatabase } from "@outcry/testkit";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  afterCommit,
  connectDatabase,
  type Database,
  DatabaseBusyError,
  DatabaseConflictError,
  DatabaseLostError,
  type DatabaseOptions,
  type Tx,
  toFault,
  transactionTime,
  violatedConstraint,
  withTransaction,
} from "../src/index.ts";
import { startProxy, type Wire } from "./faults/proxy.ts";

let test: TestDatabase;
let administrator: Database;
const opened: Database[] = [];

beforeAll(async () => {
  test = await createTestDatabase();
  administrator = connectDatabase({ url: test.adminUrl, applicationName: "administrator" });
  await administrator.sql`create table marks (word text constraint mark_has_its_own_word unique)`;
});
afterAll(async () => {
  await administrator.close();
  await test.drop();
});
beforeEach(async () => {
  await administrator.sql`truncate marks`;
});
afterEach(() => Promise.all(opened.splice(0).map((database) => database.close())));

function connect(options: Partial<DatabaseOptions> = {}): Database {
  const database = connectDatabase({ url: test.adminUrl, applicationName: "under test", ...options });
  opened.push(database);
  return database;
}

const marks = async () =>
  (await administrator.sql`select word from marks order by word`).map((row) => row.word);
const mark = (tx: Tx, word: string) => tx.execute(sql`insert into marks values (${word})`);
const raise = (tx: Tx, code: string) =>
  tx.execute(sql.raw(`do $$ begin raise exception 'planted' using errcode = '${code}'; end $$`));

describe("a transaction", () => {
  it("is committed whole, and its answer returned", async () => {
    const answer = await withTransaction(connect(), async (tx) => {
      await mark(tx, "one");
      await mark(tx, "two");
      return 42;
    });
    expect(answer).toBe(42);
    expect(await marks()).toEqual(["one", "two"]);
  });

  it("is undone whole when its work throws, which the caller gets to see", async () => {
    const refusal = new Error("Not like this.");
    const transaction = withTransaction(connect(), async (tx) => {
      await mark(tx, "one");
      throw refusal;
    });
    await expect(transaction).rejects.toBe(refusal);
    expect(await marks()).toEqual([]);
  });

  it("names the constraint that refused a row", async () => {
    const transaction = withTransaction(connect(), async (tx) => {
      await mark(tx, "twice");
      await mark(tx, "twice");
    });
    const error = await transaction.catch((thrown: unknown) => thrown);
    expect(violatedConstraint(error)).toBe("mark_has_its_own_word");
    expect(toFault(error)).toBeUndefined();
  });

  it("goes on after a savepoint that was undone", async () => {
    await withTransaction(connect(), async (tx) => {
      await mark(tx, "kept");
      await tx
        .transaction(async (inner) => {
          await mark(inner, "undone");
          throw new Error("Only this part.");
        })
        .catch(() => undefined);
      await mark(tx, "kept too");
    });
    expect(await marks()).toEqual(["kept", "kept too"]);
  });

  it("cannot be used once it has ended, be it committed or not", async () => {
    const database = connect();
    const kept: Tx[] = [];
    await withTransaction(database, async (tx) => {
      kept.push(tx);
      await mark(tx, "in time");
    });
    await withTransaction(database, async (tx) => {
      kept.push(tx);
      throw new Error("No.");
    }).catch(() => undefined);
    for (const tx of kept)
      await expect(mark(tx, "too late")).rejects.toMatchObject({
        cause: { message: expect.stringContaining("has ended") },
      });
    expect(await marks()).toEqual(["in time"]);
  });

  it("takes nothing from the parts of its work that outlive it", async () => {
    let straggler: Promise<unknown> = Promise.resolve();
    const transaction = withTransaction(connect(), async (tx) => {
      straggler = tx.execute(sql`select pg_sleep(0.05)`).then(() => mark(tx, "straggler"));
      straggler.catch(() => undefined);
      throw new Error("The first of two failed.");
    });
    await expect(transaction).rejects.toThrow("first of two");
    await expect(straggler).rejects.toThrow();
    expect(await marks()).toEqual([]);
  });

  it("has one time, which is the database's", async () => {
    await withTransaction(connect(), async (tx) => {
      const time = await transactionTime(tx);
      const [row] = await tx.execute<{ now: Date }>(sql`select now() as now, pg_sleep(0.01)`);
      expect(time).toEqual(row?.now);
      expect(await transactionTime(tx)).toBe(time);
      expect(await tx.transaction((inner) => transactionTime(inner))).toBe(time);
    });
  });

  it("calls back after its commit, and not without one", async () => {
    const database = connect();
    const called: string[] = [];
    await withTransaction(database, async (tx) => {
      afterCommit(tx, () => called.push("committed"));
      expect(called).toEqual([]);
    });
    await withTransaction(database, async (tx) => {
      afterCommit(tx, () => called.push("undone"));
      throw new Error("No.");
    }).catch(() => undefined);
    expect(called).toEqual(["committed"]);
  });

  it("is opened in no other way", async () => {
    const database = connect();
    await expect(async () => database.db.transaction(async () => undefined)).rejects.toThrow(
      "withTransaction",
    );
    expect(() => database.sql.begin(async () => undefined)).toThrow("withTransaction");
  });
});

describe("a transaction that PostgreSQL undid because of another", () => {
  it("runs again: two that lock each other out both succeed", async () => {
    const database = connect();
    await administrator.sql`insert into marks values ('left'), ('right')`;
    let runs = 0;
    const lock = (tx: Tx, word: string) => tx.execute(sql`select from marks where word = ${word} for update`);
    const both = (first: string, second: string) =>
      withTransaction(database, async (tx) => {
        runs += 1;
        await lock(tx, first);
        await tx.execute(sql`select pg_sleep(0.1)`);
        await lock(tx, second);
      });
    await Promise.all([both("left", "right"), both("right", "left")]);
    expect(runs).toBe(3);
  });

  it("runs three times more at the most, and then says that it collided", async () => {
    let runs = 0;
    const transaction = withTransaction(connect(), async (tx) => {
      runs += 1;
      await raise(tx, "40001");
    });
    await expect(transaction).rejects.toBeInstanceOf(DatabaseConflictError);
    expect(runs).toBe(4);
  });
});

describe("a transaction whose connection is lost", () => {
  const sever = async (tx: Tx) => {
    const [row] = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
    await administrator.sql`select pg_terminate_backend(${row?.pid ?? 0}, 5000)`;
  };

  it("before its COMMIT runs again, and takes effect once", async () => {
    let runs = 0;
    await withTransaction(connect(), async (tx) => {
      runs += 1;
      await mark(tx, "once");
      if (runs === 1) await sever(tx);
    });
    expect(runs).toBe(2);
    expect(await marks()).toEqual(["once"]);
  });

  it("again and again is given up, with nothing written", async () => {
    const transaction = withTransaction(connect(), async (tx) => {
      await mark(tx, "never");
      await sever(tx);
    });
    await expect(transaction).rejects.toMatchObject({ name: "DatabaseLostError", outcome: "nothing" });
    expect(await marks()).toEqual([]);
  });

  it("before it began is told apart from one that may have been committed", async () => {
    const nobody = connect({ url: "postgres://nobody@127.0.0.1:9/nothing" });
    const transaction = withTransaction(nobody, async () => undefined);
    await expect(transaction).rejects.toMatchObject({ name: "DatabaseLostError", outcome: "nothing" });
  });

  describe("behind a wire that loses replies", () => {
    let proxy: Wire;
    beforeEach(async () => {
      proxy = await startProxy(test.adminUrl);
    });
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((database) => database.close()));
      await proxy.close();
    });

    it("while the reply to COMMIT is under way is not run again: it may well be committed", async () => {
      const database = connect({ url: proxy.through(test.adminUrl) });
      let runs = 0;
      const transaction = withTransaction(database, async (tx) => {
        runs += 1;
        await mark(tx, "committed");
        proxy.loseReplies();
      });
      const outcome = transaction.catch((error: unknown) => error);
      while ((await marks()).length === 0);
      proxy.reset();
      expect(await outcome).toBeInstanceOf(DatabaseLostError);
      expect(await outcome).toMatchObject({ outcome: "unknown", retryable: true });
      expect(runs).toBe(1);
    });

    it("is answered at its deadline, and the pool is as good as new", async () => {
      const database = connect({ url: proxy.through(test.adminUrl), poolMax: 1 });
      const began = performance.now();
      const transaction = withTransaction(
        database,
        async (tx) => {
          await mark(tx, "never");
          proxy.loseReplies();
          await tx.execute(sql`select 1`);
        },
        { withinMilliseconds: 300 },
      );
      await expect(transaction).rejects.toMatchObject({ name: "DatabaseBusyError", outcome: "nothing" });
      expect(performance.now() - began).toBeLessThan(1_000);
      proxy.reset();
      expect(await withTransaction(database, async () => "served")).toBe("served");
      expect(await marks()).toEqual([]);
    });
  });
});

describe("a database that is busy", () => {
  it("keeps nobody waiting for a connection longer than three seconds", async () => {
    const database = connect({ poolMax: 1 });
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const holder = withTransaction(database, async (tx) => {
      await mark(tx, "holding");
      await held;
    });
    const began = performance.now();
    const transaction = withTransaction(database, async () => undefined).catch((error: unknown) => error);
    const statement = database.db.execute(sql`select 1`).catch((error: unknown) => toFault(error));
    expect(await transaction).toBeInstanceOf(DatabaseBusyError);
    expect(await statement).toBeInstanceOf(DatabaseBusyError);
    expect(performance.now() - began).toBeLessThan(3_600);
    release();
    await holder;
    expect(await database.db.execute(sql`select 1 as one`)).toMatchObject([{ one: 1 }]);
  });

  it("ends a statement that is too slow, and a wait for a lock that is too long", async () => {
    const database = connect({ statementMilliseconds: 200, lockMilliseconds: 100 });
    const slow = withTransaction(database, (tx) => tx.execute(sql`select pg_sleep(1)`));
    await expect(slow).rejects.toMatchObject({ name: "DatabaseBusyError", outcome: "nothing" });
    await withTransaction(administrator, async (tx) => {
      await tx.execute(sql`lock table marks`);
      const waiting = withTransaction(database, (other) => mark(other, "waiting"));
      await expect(waiting).rejects.toBeInstanceOf(DatabaseBusyError);
    });
  });

  it("ends a transaction that does nothing", async () => {
    const database = connect({ idleInTransactionMilliseconds: 100 });
    const idle = withTransaction(database, async (tx) => {
      await mark(tx, "idle");
      await administrator.sql`select pg_sleep(0.3)`;
      await mark(tx, "and then some");
    });
    await expect(idle).rejects.toBeInstanceOf(DatabaseLostError);
    expect(await marks()).toEqual([]);
  });
});

describe("what travels to the database and back", () => {
  it.each([
    ["a whole number beyond 2^53", 9_007_199_254_740_993n, "int8"],
    ["an instant", new Date("2026-11-21T07:08:09.123Z"), "timestamptz"],
    ["an object", { word: "é", list: [1, { deep: null }] }, "jsonb"],
    ["several words", ["a", "b,c", 'd"e', ""], "text[]"],
    ["several whole numbers", [1n, 9_007_199_254_740_993n], "int8[]"],
    ["several truths", [true, false], "bool[]"],
    ["several instants", [new Date("2026-11-21T07:08:09.123Z")], "timestamptz[]"],
    ["a day", "2026-11-21", "date"],
  ])("keeps %s as it is", async (_, value, type) => {
    const database = connect();
    const raw = await database.sql`select ${value as never}::${database.sql.unsafe(type) as never} as value`;
    expect(raw[0]?.value).toEqual(value);
    const row = await withTransaction(database, async (tx) => {
      const [first] = await tx.execute<{ value: unknown }>(
        sql`select ${sql.param(value)}::${sql.raw(type)} as value`,
      );
      return first;
    });
    expect(row?.value).toEqual(value);
  });
});
