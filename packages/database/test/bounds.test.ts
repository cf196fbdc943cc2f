import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { DatabaseBusyError, DatabaseLostError, toFault, withTransaction } from "../src/index.ts";
import { mark, preparePools } from "./pools.ts";

const pools = preparePools();

describe("a database that is busy", () => {
  it("keeps nobody waiting for a connection longer than three seconds", async () => {
    const database = pools.connect({ poolMax: 1 });
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
    const database = pools.connect({ statementMilliseconds: 200, lockMilliseconds: 100 });
    const slow = withTransaction(database, (tx) => tx.execute(sql`select pg_sleep(1)`));
    await expect(slow).rejects.toMatchObject({ name: "DatabaseBusyError", outcome: "nothing" });
    await withTransaction(pools.administrator, async (tx) => {
      await tx.execute(sql`lock table marks`);
      const waiting = withTransaction(database, (other) => mark(other, "waiting"));
      await expect(waiting).rejects.toBeInstanceOf(DatabaseBusyError);
    });
  });

  it("ends a transaction that does nothing", async () => {
    const database = pools.connect({ idleInTransactionMilliseconds: 100 });
    const idle = withTransaction(database, async (tx) => {
      await mark(tx, "idle");
      await pools.administrator.sql`select pg_sleep(0.3)`;
      await mark(tx, "and then some");
    });
    await expect(idle).rejects.toBeInstanceOf(DatabaseLostError);
    expect(await pools.marks()).toEqual([]);
  });
});
