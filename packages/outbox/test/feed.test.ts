import { withTransaction } from "@outcry/database";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { announce, databaseFeed, type FeedEvent, pruneOutbox } from "../src/index.ts";
import { openStage, type Stage } from "./set-stage.ts";
import { connectStage, deeds, eventOf, many, PRODUCER, sell, shop } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
beforeEach(() => stage.emptied());

const feed = () => databaseFeed({ producer: PRODUCER, database: stage.database, tables: shop });
const readAll = (after = 0n) => feed().read({ consumer: "reader", after, limit: 1_000 });
const idsOf = (events: readonly FeedEvent[]) => events.map(({ id }) => id);

/** A transaction that has announced its event and waits to be told to commit. */
async function heldOpen(event = eventOf("held")) {
  let commit: () => void = () => undefined;
  const told = new Promise<void>((resolve) => {
    commit = resolve;
  });
  let announced: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => {
    announced = resolve;
  });
  const done = withTransaction(stage.database, async (tx) => {
    await announce(tx, shop, [event]);
    announced();
    await told;
  });
  await ready;
  return {
    id: event.id,
    commit: () => {
      commit();
      return done;
    },
  };
}

describe("an announcement", () => {
  it("is part of the transaction that it tells of", async () => {
    const failing = withTransaction(stage.database, async (tx) => {
      await announce(tx, shop, [eventOf("a")]);
      throw new Error("It did not happen after all.");
    });
    await expect(failing).rejects.toThrow("after all");
    expect(await readAll()).toEqual([]);
  });

  it("arrives as it was sent, with its position and the time of its transaction", async () => {
    const event = eventOf("a");
    await sell(stage.database, event);
    const [read] = await readAll();
    expect(read).toMatchObject(event);
    expect(read?.position).toBe(1n);
    expect(Math.abs((read?.occurredAt.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it("keeps the order in which its events were given, thousands at a time", async () => {
    const ids = await sell(stage.database, ...many(3_000));
    const first = await readAll();
    const second = await readAll(first.at(-1)?.position);
    const third = await readAll(second.at(-1)?.position);
    expect(idsOf([...first, ...second, ...third])).toEqual(ids);
  });
});

describe("the feed, when transactions commit in another order than they began in", () => {
  it("tells first what was committed first, and loses nothing", async () => {
    const first = await heldOpen();
    const second = await heldOpen();
    await second.commit();
    const before = await readAll();
    expect(idsOf(before)).toEqual([second.id]);
    await first.commit();
    expect(idsOf(await readAll(before.at(-1)?.position))).toEqual([first.id]);
  });

  it("does not wait for a transaction that is held open while later ones commit", async () => {
    const held = await heldOpen();
    const ids = await sell(stage.database, ...many(5));
    expect(idsOf(await readAll())).toEqual(ids);
    await held.commit();
    expect(idsOf(await readAll())).toEqual([...ids, held.id]);
  });

  it("never puts an event below one that was read", async () => {
    let after = 0n;
    const seen: string[] = [];
    const open = [];
    for (let round = 0; round < 6; round += 1) {
      open.push(await heldOpen(), await heldOpen());
      // Always the younger of the two that are oldest.
      await open.splice(Math.min(1, open.length - 1), 1)[0]?.commit();
      const events = await readAll(after);
      seen.push(...idsOf(events));
      after = events.at(-1)?.position ?? after;
    }
    for (const transaction of open) await transaction.commit();
    seen.push(...idsOf(await readAll(after)));
    expect(seen).toEqual(idsOf(await readAll()));
    expect(new Set(seen).size).toBe(12);
  });

  it("keeps the order of one aggregate, whose lock makes its transactions take turns", async () => {
    await stage.database.db.insert(deeds).values({ eventId: eventOf("a").id });
    const order: string[] = [];
    await Promise.all(
      Array.from({ length: 12 }, () =>
        withTransaction(stage.database, async (tx) => {
          await tx.select().from(deeds).for("update");
          const event = eventOf("a");
          order.push(event.id);
          await announce(tx, shop, [event]);
        }),
      ),
    );
    expect(idsOf(await readAll())).toEqual(order);
  });
});

describe("marking", () => {
  it("gives each event one position, with any number of readers at once", async () => {
    const other = connectStage(stage.url);
    try {
      const feeds = [feed(), databaseFeed({ producer: PRODUCER, database: other, tables: shop })];
      const reading = { on: true };
      const readers = feeds.map(async (each, number) => {
        const seen: FeedEvent[] = [];
        for (let rounds = 0; reading.on || rounds < 5; rounds += 1) {
          if (!reading.on) rounds += 1;
          const request = { consumer: `${number}`, after: seen.at(-1)?.position ?? 0n, limit: 7 };
          const events = await each.read(request);
          seen.push(...events);
          if (events.length > 0) rounds = 0;
        }
        return seen;
      });
      const ids = await Promise.all(many(120).map((event) => sell(stage.database, event)));
      reading.on = false;
      const [left = [], right = []] = await Promise.all(readers);
      expect(new Set(idsOf(left))).toEqual(new Set(ids.flat()));
      expect(idsOf(right)).toEqual(idsOf(left));
      expect(left.map(({ position }) => position)).toEqual(left.map((_, index) => BigInt(index + 1)));
    } finally {
      await other.close();
    }
  });

  it("that failed half-way is as if it had not been", async () => {
    const ids = await sell(stage.database, ...many(3));
    let crashes = 1;
    const failing = databaseFeed({
      producer: PRODUCER,
      database: stage.database,
      tables: shop,
      crashPoint: (name) => {
        if (name === "feed: marked, not committed" && crashes-- > 0) throw new Error("Crash.");
      },
    });
    await expect(failing.read({ consumer: "reader", after: 0n, limit: 10 })).rejects.toThrow("Crash.");
    const events = await readAll();
    expect(idsOf(events)).toEqual(ids);
    expect(events.map(({ position }) => position)).toEqual([1n, 2n, 3n]);
  });

  it("by somebody who takes for ever does not keep others from what is marked", async () => {
    const ids = await sell(stage.database, ...many(2));
    await readAll();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let locked: () => void = () => undefined;
    const ready = new Promise<void>((resolve) => {
      locked = resolve;
    });
    const slow = withTransaction(stage.database, async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('mark stage_shop.outbox', 0))`);
      locked();
      await held;
    });
    await ready;
    const late = await sell(stage.database, eventOf("a"));
    expect(idsOf(await readAll())).toEqual(ids);
    release();
    await slow;
    expect(idsOf(await readAll())).toEqual([...ids, ...late]);
  });
});

describe("pruning", () => {
  const prune = () => pruneOutbox({ database: stage.database, tables: shop });
  const age = (days: number) =>
    stage.database.db.update(shop.outbox).set({ occurredAt: sql`now() - make_interval(days => ${days})` });

  it("keeps events for 30 days, whoever has read them", async () => {
    await sell(stage.database, ...many(3));
    const [last] = (await readAll()).slice(-1);
    await feed().read({ consumer: "reader", after: last?.position ?? 0n, limit: 1 });
    await age(29);
    expect(await prune()).toBe(0);
  });

  it("keeps what a known reader has not passed, however old", async () => {
    await sell(stage.database, ...many(5));
    await age(400);
    await feed().read({ consumer: "quick", after: 5n, limit: 1 });
    await feed().read({ consumer: "slow", after: 2n, limit: 1 });
    expect(await prune()).toBe(2);
    expect((await readAll(2n)).map(({ position }) => position)).toEqual([3n, 4n, 5n]);
  });

  it("goes by age alone where nobody reads", async () => {
    await sell(stage.database, ...many(3));
    await feed().head();
    await age(29);
    expect(await prune()).toBe(0);
    await age(31);
    expect(await prune()).toBe(2);
  });

  it("leaves the newest event, and positions go on from it", async () => {
    await sell(stage.database, ...many(3));
    await age(400);
    await feed().read({ consumer: "reader", after: 0n, limit: 10 });
    await feed().read({ consumer: "reader", after: 3n, limit: 10 });
    await prune();
    expect(await feed().head()).toBe(3n);
    await sell(stage.database, eventOf("a"));
    expect((await readAll(3n)).map(({ position }) => position)).toEqual([4n]);
  });

  it("does not make positions begin again when somebody emptied the outbox by hand", async () => {
    await sell(stage.database, ...many(3));
    await feed().head();
    await feed().read({ consumer: "reader", after: 3n, limit: 10 });
    await stage.database.db.delete(shop.outbox);
    await sell(stage.database, eventOf("a"));
    expect((await readAll(3n)).map(({ position }) => position)).toEqual([4n]);
    await stage.database.db.delete(shop.outbox).where(eq(shop.outbox.position, 4n));
  });
});

describe("a backlog that nobody marked", () => {
  it("is marked page by page, whatever the planner believed of the table when it was empty of them", async () => {
    await sell(stage.database, ...many(2_000));
    await readAll();
    await stage.database.sql`analyze stage_shop.outbox`;
    await stage.database.sql`
      insert into stage_shop.outbox (id, aggregate_type, aggregate_id, type, version, payload)
      select gen_random_uuid(), 'item', 'a', 'shop.sold', '1', '{}' from generate_series(1, 20_000)`;
    const page = await feed().read({ consumer: "reader", after: 2_000n, limit: 1_000 });
    expect(page.map(({ position }) => position)).toEqual(
      Array.from({ length: 1_000 }, (_none, index) => 2_001n + BigInt(index)),
    );
  });
});
