import { Redis } from "ioredis";

const COMMAND_MILLISECONDS_MAX = 500;
const RECONNECT_MILLISECONDS = 50;
const RECONNECT_MILLISECONDS_MAX = 2_000;

/**
 * A connection to a Redis that may be away at any time and for any time: what cannot be sent now fails at once and is not sent later,
 * and whoever subscribes does so again each time that it is ready.
 */
export function connectRedis(url: string, commandMilliseconds = COMMAND_MILLISECONDS_MAX): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: commandMilliseconds,
    autoResubscribe: false,
    retryStrategy: (times) => Math.min(times * RECONNECT_MILLISECONDS, RECONNECT_MILLISECONDS_MAX),
  });
  // Without a listener, Node would take the loss of Redis for the end of the process.
  redis.on("error", () => undefined);
  return redis;
}

/** Says so once for each time that Redis is away, not for each attempt to reach it. */
export function tellWhenAway(redis: Redis, tell: (reason: string) => void): void {
  let away = false;
  const tellOnce = (reason: string): void => {
    if (!away) tell(reason);
    away = true;
  };
  redis.on("error", (error: Error) => tellOnce(error.message));
  redis.on("reconnecting", () => tellOnce("The connection was lost."));
  redis.on("ready", () => {
    away = false;
  });
}
