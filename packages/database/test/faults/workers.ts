/**
 * Twenty workers on a pool of ten, in a process of their own, so that a crash of the driver is seen and counted.
 * They post journals of two legs, as fast as they are answered, until they are told to stop; then they tell what
 * they were promised.
 */
import { newId } from "@outcry/kernel";
import { sql } from "drizzle-orm";
import { connectDatabase, type Database, toFault, withTransaction } from "../../src/index.ts";

export type Orders = { url: string; applicationName: string; pauseMilliseconds: [number, number] };
export type Report = {
  acknowledged: string[];
  failures: Record<string, number>;
  longestMilliseconds: number;
  /** Calls that were unanswered when everybody else had long been. */
  stuck: number;
};

const WORKERS = 20;
const POOL_MAX = 10;
const DRAIN_MILLISECONDS_MAX = 12_000;
const REST_MILLISECONDS = 5;

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function post(database: Database, orders: Orders): Promise<string> {
  const journal = newId();
  const [least, most] = orders.pauseMilliseconds;
  await withTransaction(database, async (tx) => {
    await tx.execute(sql`insert into entries (journal, amount) values (${journal}, 100)`);
    // What the lint forbids everywhere else: the nemesis needs something to strike.
    if (most > 0) await sleep(least + Math.random() * (most - least));
    await tx.execute(sql`insert into entries (journal, amount) values (${journal}, -100)`);
  });
  return journal;
}

async function work(orders: Orders, told: { stop: boolean }): Promise<Report> {
  const database = connectDatabase({ ...orders, poolMax: POOL_MAX });
  const report: Report = { acknowledged: [], failures: {}, longestMilliseconds: 0, stuck: 0 };
  const one = async (number: number): Promise<void> => {
    for (let turn = 0; !told.stop; turn += 1) {
      const began = performance.now();
      try {
        report.stuck += 1;
        // Every fifth worker reads now and then, because single statements must be answered too.
        if (number % 5 === 0 && turn % 3 === 0)
          await database.db.execute(sql`select sum(amount) from entries`);
        else report.acknowledged.push(await post(database, orders));
      } catch (error) {
        const name = (toFault(error) ?? (error as Error)).name;
        report.failures[name] = (report.failures[name] ?? 0) + 1;
      } finally {
        report.stuck -= 1;
        report.longestMilliseconds = Math.max(report.longestMilliseconds, performance.now() - began);
      }
      await sleep(REST_MILLISECONDS);
    }
  };
  const all = Promise.all(Array.from({ length: WORKERS }, (_, number) => one(number)));
  while (!told.stop) await sleep(REST_MILLISECONDS);
  await Promise.race([all, sleep(DRAIN_MILLISECONDS_MAX)]);
  return report;
}

const told = { stop: false };
process.on("message", (message: Orders | "stop") => {
  if (message === "stop") {
    told.stop = true;
    return;
  }
  work(message, told).then(
    (report) => process.send?.(report, () => process.exit(0)),
    (error: unknown) => {
      throw error;
    },
  );
});
