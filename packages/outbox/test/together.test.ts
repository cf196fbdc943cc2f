import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type Consumer,
  type ConsumerOptions,
  databaseFeed,
  inProcessDoorbell,
  reviveDeadLetters,
  startConsumer,
  together,
} from "../src/index.ts";
import { openStage, type Stage } from "./set-stage.ts";
import { effects, effectsOf, eventOf, listeningLogger, many, PRODUCER, reader, sell, shop } from "./stage.ts";

let stage: Stage;
const running: Consumer[] = [];

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
beforeEach(() => stage.emptied());
afterEach(() => Promise.all(running.splice(0).map((consumer) => consumer.stop())));

type Calls = number[];
type Stomach = { poisoned: boolean };

/** Writes down all events of a batch with one statement, and how many they were; fails on poison after it wrote. */
const notingTogether = (
  calls: Calls,
  stomach: Stomach = { poisoned: true },
): ConsumerOptions["handlers"] => ({
  "shop.sold": together(
    (event) => event,
    async (tx, events) => {
      calls.push(events.length);
      await tx
        .insert(effects)
        .values(events.map(({ id, aggregateId }) => ({ consumer: "noting", eventId: id, aggregateId })));
      if (stomach.poisoned && events.some(({ aggregateId }) => aggregateId === "poison"))
        throw new Error("I cannot stomach this.");
    },
  ),
});

function start(handlers: ConsumerOptions["handlers"]): Consumer {
  const consumer = startConsumer({
    consumer: "noting",
    feed: databaseFeed({ producer: PRODUCER, database: stage.database, tables: shop }),
    doorbell: inProcessDoorbell(),
    database: stage.database,
    tables: reader,
    handlers,
    logger: listeningLogger(),
  });
  running.push(consumer);
  return consumer;
}

describe("a handler that takes events together", () => {
  it("gets those that came together in few calls, each event once and in the feed's order", async () => {
    const ids = await sell(stage.database, ...many(300));
    const calls: Calls = [];
    await start(notingTogether(calls)).drained();
    expect(await effectsOf(stage.database)).toEqual(ids);
    expect(calls).toEqual([64, 64, 64, 64, 44]);
  });

  it("that fails on one of them gets each alone: the one is buried, the others take effect once, in order", async () => {
    const before = await sell(stage.database, ...many(20, "fine"));
    const [poison] = await sell(stage.database, eventOf("poison"));
    const after = await sell(stage.database, ...many(20, "fine"));
    const calls: Calls = [];
    const stomach: Stomach = { poisoned: true };
    const handlers = notingTogether(calls, stomach);
    await start(handlers).drained();
    expect(await effectsOf(stage.database)).toEqual([...before, ...after]);
    expect(calls[0]).toBe(41);
    expect(Math.max(...calls.slice(1))).toBe(1);
    const letters = await stage.database.db.select().from(reader.deadLetters);
    expect(letters).toMatchObject([{ event: { id: poison } }]);

    stomach.poisoned = false;
    const revived = await reviveDeadLetters({
      ...{ consumer: "noting", database: stage.database, tables: reader, handlers },
    });
    expect(revived).toBe(1);
    expect(await effectsOf(stage.database)).toEqual([...before, ...after, poison]);
  });

  it("is undone as a whole when its transaction fails, and gets all of them again", async () => {
    const ids = await sell(stage.database, ...many(5));
    let failures = 1;
    const calls: Calls = [];
    const noting = notingTogether(calls);
    const [handler] = Object.values(noting);
    await start({
      "shop.sold": together(
        (event) => event,
        async (tx, events) => {
          if (handler && "together" in handler) await handler.together(tx, events);
          if (failures-- > 0) throw new Error("Not now.");
        },
      ),
    }).drained();
    expect(await effectsOf(stage.database)).toEqual(ids);
    expect(calls).toEqual([5, 1, 1, 1, 1, 1]);
  });
});
