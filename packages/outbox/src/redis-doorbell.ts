import { connectRedis, tellWhenAway } from "@outcry/redis";
import { type Doorbell, makeListeners } from "./doorbell.ts";
import type { Logger } from "./logger.ts";

const CHANNEL = "outcry:doorbell";

/**
 * The doorbell of the fleet: Redis pub/sub. Redis may be away at any time and for any time; rings are lost meanwhile,
 * and everybody is told to look once it is back.
 */
export function redisDoorbell(options: { url: string; logger: Logger }): Doorbell {
  const listeners = makeListeners();
  const rung = new Set<string>();
  const publisher = connectRedis(options.url);
  const subscriber = connectRedis(options.url);
  tellWhenAway(subscriber, (reason) =>
    options.logger.warn({ reason }, "Redis is away: until it is back, events are polled for."),
  );

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
