import { makeRedis, missingRedis, type RedisServer } from "@outcry/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { databaseFeed, inProcessDoorbell, redisDoorbell, startConsumer } from "../src/index.ts";
import { describeDoorbell, ringUntilHeard } from "./doorbell.promises.ts";
import { openStage } from "./set-stage.ts";
import { effectsOf, listeningLogger, many, noting, PRODUCER, reader, sell, shop } from "./stage.ts";

describeDoorbell("in-process", async () => {
  const doorbell = inProcessDoorbell();
  return { here: doorbell, there: doorbell };
});

const missing = missingRedis();
const why = (reason: string | undefined) => (reason === undefined ? "" : ` (skipped: ${reason})`);

const shared = process.env.REDIS_URL;
const nowhere = shared === undefined ? missing : undefined;

describe.skipIf(nowhere !== undefined)(`over Redis${why(nowhere)}`, () => {
  let own: RedisServer | undefined;
  beforeAll(async () => {
    if (shared === undefined) own = await makeRedis();
  });
  afterAll(() => own?.discard());

  const connect = () => redisDoorbell({ url: shared ?? own?.url ?? "", logger: listeningLogger() });
  describeDoorbell("Redis", async () => ({ here: connect(), there: connect() }));
});

describe.skipIf(missing !== undefined)(`a Redis that is killed${why(missing)}`, () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await makeRedis();
  });
  afterAll(() => redis.discard());

  const connect = (logger = listeningLogger()) => redisDoorbell({ url: redis.url, logger });

  it("carries rings again when it is back, and then everybody is told to look", async () => {
    const logger = listeningLogger();
    const here = connect();
    const there = connect(logger);
    try {
      let rings = 0;
      let looked: () => void = () => undefined;
      there.listen("shop", () => {
        rings += 1;
        looked();
      });
      await ringUntilHeard(here, "shop", () => rings > 0);
      await redis.kill();
      here.ring("shop");
      const told = new Promise<void>((resolve) => {
        looked = resolve;
      });
      await redis.start();
      await told;
      const before = rings;
      await ringUntilHeard(here, "shop", () => rings > before);
      expect(logger.lines.filter(({ level }) => level === "warn")).toHaveLength(1);
    } finally {
      await Promise.all([here.close(), there.close()]);
    }
  });

  it("loses no event, though killed in the middle of them", async () => {
    const stage = await openStage();
    const doorbell = connect();
    const consumer = startConsumer({
      consumer: "noting",
      feed: databaseFeed({ producer: PRODUCER, database: stage.database, tables: shop }),
      doorbell,
      database: stage.database,
      tables: reader,
      handlers: noting("noting"),
      logger: listeningLogger(),
      pollMilliseconds: 50,
    });
    const ids: string[] = [];
    const sellSome = async () => {
      for (let sale = 0; sale < 15; sale += 1) {
        ids.push(...(await sell(stage.database, ...many(2))));
        doorbell.ring(PRODUCER);
      }
    };
    try {
      await sellSome();
      await redis.kill();
      await sellSome();
      await consumer.drained();
      expect(await effectsOf(stage.database)).toEqual(ids);
      await redis.start();
      await sellSome();
      await consumer.drained();
      expect(await effectsOf(stage.database)).toEqual(ids);
    } finally {
      await consumer.stop();
      await doorbell.close();
      await stage.close();
    }
  });
});
