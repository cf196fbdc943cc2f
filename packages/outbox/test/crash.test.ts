import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { asc } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { databaseFeed, inProcessDoorbell, startConsumer } from "../src/index.ts";
import { openStage, type Stage } from "./set-stage.ts";
import { deeds, effectsOf, listeningLogger, noting, PRODUCER, reader, shop } from "./stage.ts";

/** More than there are: the run ends at the first step that is never reached. */
const STEPS_MAX = 60;
let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

/** Runs the worker until it kills itself at a step, or to its end; returns the steps it came to. */
function run(crashAt: number): Promise<{ killed: boolean; steps: string[] }> {
  const worker = fileURLToPath(new URL("./crash/worker.ts", import.meta.url));
  return new Promise((resolve, reject) => {
    execFile("node", ["--import", "tsx", worker, stage.url, `${crashAt}`], (error, output, complaint) => {
      const steps = output.split("\n").filter(Boolean);
      if (error === null || error.signal === "SIGKILL") resolve({ killed: error !== null, steps });
      else reject(new Error(complaint));
    });
  });
}

/** As when the process is started again, and nothing happens to it this time. */
async function recover(): Promise<void> {
  const consumer = startConsumer({
    consumer: "noting",
    feed: databaseFeed({ producer: PRODUCER, database: stage.database, tables: shop }),
    doorbell: inProcessDoorbell(),
    database: stage.database,
    tables: reader,
    handlers: noting("noting"),
    logger: listeningLogger(),
  });
  await consumer.drained();
  await consumer.stop();
}

/** What was done, announced and applied, in the order of each. */
async function record() {
  const { db } = stage.database;
  const done = (await db.select().from(deeds)).map(({ eventId }) => eventId);
  const fed = await db.select().from(shop.outbox).orderBy(asc(shop.outbox.position));
  return { done: done.sort(), fed: fed.map(({ id }) => id), applied: await effectsOf(stage.database) };
}

const RUNS_MILLISECONDS_MAX = 240_000;

describe("a process that sells and consumes, killed at every step", () => {
  it(
    "takes up its work when it is started again: nothing lost, nothing twice, in order",
    async () => {
      const reached = new Set<string>();
      let recovered = 0;
      for (let step = 1; step <= STEPS_MAX; step += 1) {
        const { killed, steps } = await run(step);
        if (!killed) break;
        reached.add(steps.at(-1) ?? "nothing");
        // Even before it is started again: what is applied is what the feed says, each once, from its beginning.
        const left = await record();
        expect(left.applied).toEqual(left.fed.slice(0, left.applied.length));
        await recover();
        const { done, fed, applied } = await record();
        expect(applied).toEqual(fed);
        expect([...fed].sort()).toEqual(done);
        recovered += 1;
      }
      process.stdout.write(`${recovered} crash points, ${recovered} recovered\n`);
      expect([...reached].sort()).toEqual([
        "consumer: applied",
        "consumer: committed",
        "consumer: moved the cursor",
        "consumer: read",
        "feed: about to mark",
        "feed: marked, not committed",
        "handler: in the middle of a batch",
        "producer: announced, not committed",
        "producer: committed, not rung",
        "producer: done, not announced",
      ]);
    },
    RUNS_MILLISECONDS_MAX,
  );
});
