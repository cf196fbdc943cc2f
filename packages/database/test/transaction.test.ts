import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import {
  afterCommit,
  DatabaseConflictError,
  type Tx,
  toFault,
  transactionTime,
  violatedConstraint,
  withTransaction,
} from "../src/index.ts";
import { mark, preparePools } from "./pools.ts";

const pools = preparePools();

const raise = (tx: Tx, code: string) =>
  tx.execute(sql.raw(`do $$ begin raise exception 'planted' using errcode = '${code}'; end $$`));

describe("a transaction", () => {
  it("is committed whole, and its answer returned", async () => {
    const answer = await withTransaction(pools.connect(), async (tx) => {
      await mark(tx, "one");
      await mark(tx, "two");
      return 42;
    });
    expect(answer).toBe(42);
    expect(await pools.marks()).toEqual(["one", "two"]);
  });

  it("is undone whole when its work throws, which the caller gets to see", async () => {
    const refusal = new Error("Not like this.");
    const transaction = withTransaction(pools.connect(), async (tx) => {
      await mark(tx, "one");
      throw refusal;
    });
    await expect(transaction).rejects.toBe(refusal);
    expect(await pools.marks()).toEqual([]);
  });

  it("names the constraint that refused a row", async () => {
    const transaction = withTransaction(pools.connect(), async (tx) => {
      await mark(tx, "twice");
      await mark(tx, "twice");
    });
    const error = await transaction.catch((thrown: unknown) => thrown);
    expect(violatedConstraint(error)).toBe("mark_has_its_own_word");
    expect(toFault(error)).toBeUndefined();
  });

  it("goes on after a savepoint that was undone", async () => {
    await withTransaction(pools.connect(), async (tx) => {
      await mark(tx, "kept");
      await tx
        .transaction(async (inner) => {
          await mark(inner, "undone");
          throw new Error("Only this part.");
        })
        .catch(() => undefined);
      await mark(tx, "kept too");
    });
    expect(await pools.marks()).toEqual(["kept", "kept too"]);
  });

  it("cannot be used once it has ended, be it committed or not", async () => {
    const database = pools.connect();
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
    expect(await pools.marks()).toEqual(["in time"]);
  });

  it("takes nothing from the parts of its work that outlive it", async () => {
    let straggler: Promise<unknown> = Promise.resolve();
    const transaction = withTransaction(pools.connect(), async (tx) => {
      straggler = tx.execute(sql`select pg_sleep(0.05)`).then(() => mark(tx, "straggler"));
      straggler.catch(() => undefined);
      throw new Error("The first of two failed.");
    });
    await expect(transaction).rejects.toThrow("first of two");
    await expect(straggler).rejects.toThrow();
    expect(await pools.marks()).toEqual([]);
  });

  it("has one time, which is the database's", async () => {
    await withTransaction(pools.connect(), async (tx) => {
      const time = await transactionTime(tx);
      const [row] = await tx.execute<{ now: Date }>(sql`select now() as now, pg_sleep(0.01)`);
      expect(time).toEqual(row?.now);
      expect(await transactionTime(tx)).toBe(time);
      expect(await tx.transaction((inner) => transactionTime(inner))).toBe(time);
    });
  });

  it("calls back after its commit, and not without one", async () => {
    const database = pools.connect();
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
    const database = pools.connect();
    await expect(async () => database.db.transaction(async () => undefined)).rejects.toThrow(
      "withTransaction",
    );
    expect(() => database.sql.begin(async () => undefined)).toThrow("withTransaction");
  });
});

describe("a transaction that PostgreSQL undid because of another", () => {
  it("runs again: two that lock each other out both succeed", async () => {
    const database = pools.connect();
    await pools.administrator.sql`insert into marks values ('left'), ('right')`;
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
    const transaction = withTransaction(pools.connect(), async (tx) => {
      runs += 1;
      await raise(tx, "40001");
    });
    await expect(transaction).rejects.toBeInstanceOf(DatabaseConflictError);
    expect(runs).toBe(4);
  });
});
