import type { Database, Tx } from "@outcry/database";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  ATTEMPTS_MAX,
  type Consumer,
  type ConsumerOptions,
  type Doorbell,
  databaseFeed,
  type FeedEvent,
  inProcessDoorbell,
  reviveDeadLetters,
  startConsumer,
} from "../src/index.ts";
import { openStage, type Stage } from "./set-stage.ts";
import {
  connectStage,
  effects,
  effectsOf,
  eventOf,
  listeningLogger,
  many,
  noting,
  PRODUCER,
  reader,
  sell,
  shop,
} from "./stage.ts";

let stage: Stage;
let other: Database;
let doorbell: Doorbell;
const running: Consumer[] = [];

beforeAll(async () => {
  stage = await openStage();
  other = connectStage(stage.url);
});
afterAll(async () => {
  await other.close();
  await stage.close();
});
beforeEach(async () => {
  await stage.emptied();
  doorbell = inProcessDoorbell();
});
afterEach(() => Promise.all(running.splice(0).map((consumer) => consumer.stop())));

/** A doorbell that nobody hears, as when Redis is away. */
const silence: Doorbell = {
  ring: () => undefined,
  listen: () => () => undefined,
  close: async () => undefined,
};
const NEVER = 600_000;

function start(options: Partial<ConsumerOptions> = {}): Consumer {
  const database = options.database ?? stage.database;
  const consumer = startConsumer({
    consumer: "noting",
    feed: databaseFeed({ producer: PRODUCER, database, tables: shop }),
    doorbell,
    database,
    tables: reader,
    handlers: noting("noting"),
    logger: listeningLogger(),
    ...options,
  });
  running.push(consumer);
  return consumer;
}

/** Fails on the events of this aggregate, until it is mended. */
const poisonous = (aggregateId: string, state = { mended: false }) => ({
  "shop.sold": async (tx: Tx, event: FeedEvent): Promise<void> => {
    await noting("noting")["shop.sold"](tx, event);
    if (event.aggregateId === aggregateId && !state.mended) throw new Error("I cannot stomach this.");
  },
});

describe("a consumer", () => {
  it("applies every event once, in the order of the feed", async () => {
    const ids = await sell(stage.database, ...many(40));
    const consumer = start();
    ids.push(...(await sell(stage.database, ...many(700))));
    await consumer.drained();
    expect(await effectsOf(stage.database)).toEqual(ids);
  });

  it("passes over events it has no handler for, and goes on behind them", async () => {
    await sell(stage.database, eventOf("a", "shop.painted"), eventOf("a", "shop.closed"));
    const [id] = await sell(stage.database, eventOf("a"));
    await start().drained();
    expect(await effectsOf(stage.database)).toEqual([id]);
    const [cursor] = await stage.database.db.select().from(reader.consumerCursors);
    expect(cursor?.position).toBe(3n);
  });

  it("begins where it ended, with what came meanwhile", async () => {
    const before = await sell(stage.database, ...many(5));
    const first = start();
    await first.drained();
    await first.stop();
    const meanwhile = await sell(stage.database, ...many(5));
    await start().drained();
    expect(await effectsOf(stage.database)).toEqual([...before, ...meanwhile]);
  });

  it("shares a feed with other consumers, each with its own cursor", async () => {
    const ids = await sell(stage.database, ...many(10));
    const consumers = ["one", "two"].map((consumer) => start({ consumer, handlers: noting(consumer) }));
    await Promise.all(consumers.map((consumer) => consumer.drained()));
    for (const consumer of ["one", "two"]) {
      const rows = await stage.database.db.select().from(effects).where(eq(effects.consumer, consumer));
      expect(rows.map(({ eventId }) => eventId).sort()).toEqual([...ids].sort());
    }
  });

  it("is one consumer in any number of instances: each event once, in order", async () => {
    const first = start();
    const second = start({ database: other });
    const ids: string[] = [];
    for (let batch = 0; batch < 30; batch += 1) {
      ids.push(...(await sell(stage.database, ...many(7))));
      doorbell.ring(PRODUCER);
    }
    await Promise.all([first.drained(), second.drained()]);
    expect(await effectsOf(stage.database)).toEqual(ids);
  });

  it("wakes at the doorbell", async () => {
    const consumer = start({ pollMilliseconds: NEVER });
    await consumer.drained();
    const applied = new Promise<void>((resolve) => {
      start({
        consumer: "waiting",
        pollMilliseconds: NEVER,
        handlers: { "shop.sold": async () => resolve() },
      });
    });
    await sell(stage.database, eventOf("a"));
    doorbell.ring(PRODUCER);
    await applied;
  });

  it("looks by itself when the doorbell is silent", async () => {
    const consumer = start({ doorbell: silence, pollMilliseconds: 20 });
    const ids = await sell(stage.database, ...many(3));
    const seen = async (): Promise<string[]> => {
      const found = await effectsOf(stage.database);
      return found.length < ids.length ? seen() : found;
    };
    expect(await seen()).toEqual(ids);
    await consumer.stop();
  });

  it("waits out a database that is away, and counts that against no event", async () => {
    const logger = listeningLogger();
    let failures = 8;
    const feed = databaseFeed({ producer: PRODUCER, database: stage.database, tables: shop });
    const consumer = start({
      logger,
      feed: {
        ...feed,
        read: (request) =>
          failures-- > 0 ? Promise.reject(new Error("Connection refused.")) : feed.read(request),
      },
    });
    const ids = await sell(stage.database, ...many(2));
    failures = 3;
    await consumer.drained();
    expect(await effectsOf(stage.database)).toEqual(ids);
    expect(await stage.database.db.select().from(reader.deadLetters)).toEqual([]);
  });
});

describe("a poisonous event", () => {
  it("is buried after a few attempts with the reason, and those around it take effect once", async () => {
    const logger = listeningLogger();
    const before = await sell(stage.database, ...many(3, "fine"));
    const [poison] = await sell(stage.database, eventOf("poison"));
    const after = await sell(stage.database, ...many(3, "fine"));
    let attempts = 0;
    const consumer = start({
      logger,
      handlers: {
        "shop.sold": async (tx, event) => {
          if (event.aggregateId === "poison") attempts += 1;
          await poisonous("poison")["shop.sold"](tx, event);
        },
      },
    });
    await consumer.drained();
    expect(await effectsOf(stage.database)).toEqual([...before, ...after]);
    // Once together with the others, and then alone.
    expect(attempts).toBe(ATTEMPTS_MAX + 1);
    const letters = await stage.database.db.select().from(reader.deadLetters);
    expect(letters).toMatchObject([
      { consumer: "noting", producer: PRODUCER, attempts: ATTEMPTS_MAX, event: { id: poison } },
    ]);
    expect(letters[0]?.error).toContain("I cannot stomach this.");
    expect(logger.lines.filter(({ level }) => level === "error")).toHaveLength(1);
  });

  it("is applied from its grave once the handler is mended, and then it is gone from there", async () => {
    const state = { mended: false };
    const handlers = poisonous("poison", state);
    const [id] = await sell(stage.database, eventOf("poison"));
    await start({ handlers }).drained();
    const revive = () =>
      reviveDeadLetters({ consumer: "noting", database: stage.database, tables: reader, handlers });
    await expect(revive()).rejects.toThrow("stomach");
    state.mended = true;
    expect(await revive()).toBe(1);
    expect(await revive()).toBe(0);
    expect(await effectsOf(stage.database)).toEqual([id]);
  });
});
