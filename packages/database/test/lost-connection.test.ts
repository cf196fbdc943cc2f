import { sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DatabaseLostError, type Tx, withTransaction } from "../src/index.ts";
import { startProxy, type Wire } from "./faults/proxy.ts";
import { mark, preparePools } from "./pools.ts";

const pools = preparePools();

describe("a transaction whose connection is lost", () => {
  const sever = async (tx: Tx) => {
    const [row] = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
    await pools.administrator.sql`select pg_terminate_backend(${row?.pid ?? 0}, 5000)`;
  };

  it("before its COMMIT runs again, and takes effect once", async () => {
    let runs = 0;
    await withTransaction(pools.connect(), async (tx) => {
      runs += 1;
      await mark(tx, "once");
      if (runs === 1) await sever(tx);
    });
    expect(runs).toBe(2);
    expect(await pools.marks()).toEqual(["once"]);
  });

  it("again and again is given up, with nothing written", async () => {
    const transaction = withTransaction(pools.connect(), async (tx) => {
      await mark(tx, "never");
      await sever(tx);
    });
    await expect(transaction).rejects.toMatchObject({ name: "DatabaseLostError", outcome: "nothing" });
    expect(await pools.marks()).toEqual([]);
  });

  it("before it began is told apart from one that may have been committed", async () => {
    const nobody = pools.connect({ url: "postgres://nobody@127.0.0.1:9/nothing" });
    const transaction = withTransaction(nobody, async () => undefined);
    await expect(transaction).rejects.toMatchObject({ name: "DatabaseLostError", outcome: "nothing" });
  });

  describe("behind a wire that loses replies", () => {
    let proxy: Wire;
    beforeEach(async () => {
      proxy = await startProxy(pools.url);
    });
    afterEach(async () => {
      await pools.closeAll();
      await proxy.close();
    });

    it("while the reply to COMMIT is under way is not run again: it may well be committed", async () => {
      const database = pools.connect({ url: proxy.through(pools.url) });
      let runs = 0;
      const transaction = withTransaction(database, async (tx) => {
        runs += 1;
        await mark(tx, "committed");
        proxy.loseReplies();
      });
      const outcome = transaction.catch((error: unknown) => error);
      while ((await pools.marks()).length === 0);
      proxy.reset();
      expect(await outcome).toBeInstanceOf(DatabaseLostError);
      expect(await outcome).toMatchObject({ outcome: "unknown", retryable: true });
      expect(runs).toBe(1);
    });

    it("is answered at its deadline, and the pool is as good as new", async () => {
      const database = pools.connect({ url: proxy.through(pools.url), poolMax: 1 });
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
      expect(await pools.marks()).toEqual([]);
    });
  });
});
