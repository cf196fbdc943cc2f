import { Redis } from "ioredis";
import { type Doorbell, makeListeners } from "./doorbell.ts";
import type { Logger } from "./logger.ts";

const CHANNEL = "outcry:doorbell";
const COMMAND_MILLISECONDS_MAX = 500;
const RECONNECT_MILLISECONDS_MAX = 2_000;
const RECONNECT_MILLISECONDS = 50;

/**
 * The doorbell of the fleet: Redis pub/sub. Redis may be away at any time and for any time; rings are lost meanwhile,
 * and everybody is told to look once it is back.
 */
export function redisDoorbell(options: { url: string; logger: Logger }): Doorbell {
  const listeners = makeListeners();
  const rung = new Set<string>();
  const publisher = connect(options.url);
  const subscriber = connect(options.url);
  tellWhenAway(subscriber, options.logger);

  subscriber.on("message", (_channel: string, producer: string) => listeners.call(producer));
  subscriber.on("ready", () => {
    subscriber.subscribe(CHANNEL).then(
      // What was rung while we were away is gone, so we look everywhere.
      () => listeners.producers().forEach(listeners.call),
      () => undefined,
    );
  });

  return {
    ring: (producer) => {
      if (rung.has(producer)) return;
      rung.add(producer);
      setImmediate(() => {
        rung.delete(producer);
        publisher.publish(CHANNEL, producer).catch(() => undefined);
      });
    },
    listen: listeners.add,
    close: async () => {
      listeners.clear();
      publisher.disconnect();
      subscriber.disconnect();
    },
  };
}

function connect(url: string): Redis {
  const redis = new Redis(url, {
    // A ring that cannot be sent now is not worth sending later.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_MILLISECONDS_MAX,
    autoResubscribe: false,
    retryStrategy: (times) => Math.min(times * RECONNECT_MILLISECONDS, RECONNECT_MILLISECONDS_MAX),
  });
  // Without a listener, Node would take the loss of Redis for the end of the process.
  redis.on("error", () => undefined);
  return redis;
}

/** Says so once for each time that Redis is away, not for each attempt to reach it. */
function tellWhenAway(redis: Redis, logger: Logger): void {
  let away = false;
  const tell = (reason: string): void => {
    if (!away) logger.warn({ reason }, "Redis is away: until it is back, events are polled for.");
    away = true;
  };
  redis.on("error", (error: Error) => tell(error.message));
  redis.on("reconnecting", () => tell("The connection was lost."));
  redis.on("ready", () => {
    away = false;
  });
}
