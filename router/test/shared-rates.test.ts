import { makeRedis, missingRedis, type RedisServer } from "@outcry/testkit";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { redisCounter } from "../src/redis-counter.ts";
import { House } from "./support/house.ts";

const missing = missingRedis();
const RATE = { points: 5, seconds: 600 };

describe.skipIf(missing !== undefined)(`counting in Redis${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let redis: RedisServer;
  const counters: ReturnType<typeof redisCounter>[] = [];
  beforeAll(async () => {
    redis = await makeRedis();
  });
  afterAll(async () => {
    for (const counter of counters) counter.close();
    await redis?.discard();
  });

  /** A router's counter, once it has reached Redis: another sees what it took. */
  const connected = async (said: string[] = []) => {
    const log = pino({ level: "warn" }, { write: (line: string) => void said.push(line) });
    const counter = redisCounter({ url: redis.url, log });
    counters.push(counter);
    await reached(counter);
    return counter;
  };
  let probes = 0;
  const reached = (counter: ReturnType<typeof redisCounter>) =>
    vi.waitFor(async () => {
      probes += 1;
      const other = redisCounter({ url: redis.url, log: pino({ level: "silent" }) });
      counters.push(other);
      const once = { points: 1, seconds: 600 };
      await counter.take(`probe-${probes}`, 1, once);
      await vi.waitFor(
        async () => expect(await other.take(`probe-${probes}`, 1, once)).toBeGreaterThan(0),
        1_000,
      );
    }, 20_000);

  it("adds up what several routers count, and says how long to wait", async () => {
    const [one, other] = [await connected(), await connected()];
    expect(await one.take("a", 3, RATE)).toBe(0);
    expect(await other.take("a", 2, RATE)).toBe(0);
    const wait = await one.take("a", 1, RATE);
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(RATE.seconds);
    expect(await other.take("b", 5, RATE)).toBe(0);
    expect(await other.take("a", 1, { points: 100, seconds: 600 })).toBe(0);
  });

  it("counts alone while Redis is away, says so once, and together when it is back", async () => {
    const said: string[] = [];
    const [one, other] = [await connected(said), await connected()];
    await redis.kill();
    const waits: number[] = [];
    for (let time = 0; time < 7; time += 1) waits.push(await one.take("alone", 1, RATE));
    expect(waits.slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
    expect(waits[6]).toBeGreaterThan(0);
    expect(await other.take("alone", 5, RATE)).toBe(0);
    await redis.start();
    await reached(one);
    await reached(other);
    expect(said).toEqual([expect.stringContaining("Redis is away")]);
    expect(await one.take("again", 5, RATE)).toBe(0);
    expect(await other.take("again", 1, RATE)).toBeGreaterThan(0);
  });

  it("lets two routers refuse the eleventh login together", async () => {
    const houses = [await new House().start({ rates: "on", rateCounter: await connected() })];
    houses.push(await new House().start({ rates: "on", rateCounter: await connected() }));
    const login = 'mutation { login(input: { email: "shared@outcry.test", password: "x" }) }';
    const statuses: number[] = [];
    for (let time = 0; time < 11; time += 1) {
      const house = houses[time % houses.length];
      statuses.push((await house?.ask(login))?.status ?? 0);
    }
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 200), 429]);
    await Promise.all(houses.map((house) => house.stop()));
  });
});
