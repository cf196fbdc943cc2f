/**
 * Twenty workers on a pool of ten, in a process of their own, so that a crash of the driver is seen and counted.
 * They post journals of two legs, as fast as they are answered, until they are told to stop; then they tell what
 * they were promised.
 */
import { setTimeout as wait } from "node:timers/promises";
import { newId } from "@outcry/kernel";
import { sql } from "drizzle-orm";
import { connectDatabase, type Database, toFault, withTransaction } from "../../src/index.ts";

export type Orders = { url: string; applicationName: string; pauseMilliseconds: [number, number] };

/** What the parent says, in this order: what to do, that it will strike no more, and that it has seen enough. */
export type Word = Orders | "calm" | "stop";

export type Report = {
  acknowledged: string[];
  /** How many journals were acknowledged after the last strike: whether the pool is itself again. */
  acknowledgedInCalm: number;
  failures: Record<string, number>;
  longestMilliseconds: number;
  /** Calls that were still unanswered when everybody else had long been. */
  stuck: number;
};

const WORKERS = 20;
const POOL_MAX = 10;
const DRAIN_MILLISECONDS_MAX = 12_000;
const REST_MILLISECONDS = 5;

async function post(database: Database, orders: Orders): Promise<string> {
  const journal = newId();
  const [least, most] = orders.pauseMilliseconds;
  await withTransaction(database, async (tx) => {
    await tx.execute(sql`insert into entries (journal, amount) values (${journal}, 100)`);
    // Forbidden everywhere else (scripts/check): the nemesis needs something to strike.
    if (most > 0) await wait(least + Math.random() * (most - least));
    await tx.execute(sql`insert into entries (journal, amount) values (${journal}, -100)`);
  });
  return journal;
}

async function work(orders: Orders): Promise<Report> {
  const database = connectDatabase({ ...orders, poolMax: POOL_MAX });
  const report: Report = {
    acknowledged: [],
    acknowledgedInCalm: 0,
    failures: {},
    longestMilliseconds: 0,
    stuck: 0,
  };
  const turn = async (readsOnly: boolean): Promise<void> => {
    if (readsOnly) {
      await database.db.execute(sql`select sum(amount) from entries`);
      return;
    }
    report.acknowledged.push(await post(database, orders));
    if (heard.calm) report.acknowledgedInCalm += 1;
  };
  const one = async (number: number): Promise<void> => {
    for (let turns = 0; !heard.stop; turns += 1) {
      const began = performance.now();
      report.stuck += 1;
      try {
        // Some read now and then, because single statements must be answered too.
        await turn(number % 5 === 0 && turns % 3 === 0);
      } catch (error) {
        const name = toFault(error)?.name ?? String(error);
        report.failures[name] = (report.failures[name] ?? 0) + 1;
      }
      report.stuck -= 1;
      report.longestMilliseconds = Math.max(report.longestMilliseconds, performance.now() - began);
      await wait(REST_MILLISECONDS);
    }
  };
  const all = Promise.all(Array.from({ length: WORKERS }, (_, number) => one(number)));
  while (!heard.stop) await wait(REST_MILLISECONDS);
  await Promise.race([all, wait(DRAIN_MILLISECONDS_MAX)]);
  return report;
}

const heard = { calm: false, stop: false };
process.on("message", (word: Word) => {
  if (word === "calm") heard.calm = true;
  else if (word === "stop") heard.stop = true;
  else
    work(word).then(
      (report) => process.send?.(report, () => process.exit(0)),
      (error: unknown) => {
        throw error;
      },
    );
});
