import { connectRedis, tellWhenAway } from "@outcry/redis";
import type { Logger } from "pino";
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
} from "rate-limiter-flexible";
import type { Rate } from "./rates.ts";

const KEY_PREFIX = "outcry:rate";
/** A count is worth at most this much waiting; then this router counts alone. */
const COMMAND_MILLISECONDS_MAX = 100;

export type RedisCounterOptions = Readonly<{ url: string; log: Logger }>;

/**
 * Counts in Redis, for routers that share a crowd. While Redis is away each router counts alone, as with `MemoryCounter`: nobody
 * is refused for it, and nobody gets more than so many times their rate as there are routers.
 */
export function redisCounter({ url, log }: RedisCounterOptions): { take: Take; close(): void } {
  // What cannot be counted there now is counted here.
  const redis = connectRedis(url, COMMAND_MILLISECONDS_MAX);
  tellWhenAway(redis, (reason) =>
    log.warn({ reason }, "Redis is away: requests are counted by this router alone"),
  );
  const take = takingFrom(({ points, seconds }) => {
    const own = { points, duration: seconds };
    return new RateLimiterRedis({
      ...own,
      storeClient: redis,
      keyPrefix: `${KEY_PREFIX}:${points}/${seconds}`,
      rejectIfRedisNotReady: true,
      // Whoever used up their points is refused without asking again.
      inMemoryBlockOnConsumed: points + 1,
      insuranceLimiter: new RateLimiterMemory(own),
    });
  });
  return { take, close: () => redis.disconnect() };
}

type Take = (key: string, points: number, rate: Rate) => Promise<number>;

/** Each limiter is made once, and there are as many as there are rates. */
function takingFrom(make: (rate: Rate) => RateLimiterAbstract): Take {
  const limiters = new Map<string, RateLimiterAbstract>();
  const limiterFor = (rate: Rate): RateLimiterAbstract => {
    const name = `${rate.points}/${rate.seconds}`;
    const known = limiters.get(name);
    if (known) return known;
    const limiter = make(rate);
    limiters.set(name, limiter);
    return limiter;
  };
  return async (key, points, rate) => {
    try {
      await limiterFor(rate).consume(key, points);
      return 0;
    } catch (verdict) {
      if (verdict instanceof RateLimiterRes) return Math.max(1, Math.ceil(verdict.msBeforeNext / 1_000));
      throw verdict;
    }
  };
}
