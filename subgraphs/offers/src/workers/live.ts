import type { Database } from "@outcry/database";
import type { Doorbell, EventFeed } from "@outcry/outbox";
import type { Logger } from "@outcry/service";
import type { MarketKey } from "../domain/order.ts";
import { makeBookHub } from "./book-hub.ts";
import { makeMarketHub } from "./market-hub.ts";
import { startPriceAlerts } from "./price-alerts.ts";
import { makeTape } from "./tape.ts";

/** Rung after every change of a book, also one that announces nothing, so that other processes look at once. */
const BOOKS = "offers.books";
/** Rings of a busy market are answered together. */
const GATHER_MILLISECONDS = 50;

export type LiveOptions = Readonly<{
  database: Database;
  doorbell: Doorbell;
  feed: EventFeed;
  logger: Logger;
}>;

/** All that tells people of changes as they happen, and the one function that tells it of them. */
export function startLive({ database, doorbell, feed, logger }: LiveOptions) {
  const hub = makeMarketHub({ database, logger });
  const books = makeBookHub({ database, hub, logger });
  const tape = makeTape({ database, feed, doorbell, logger });
  const priceAlerts = startPriceAlerts({ database, doorbell, logger });
  let gathering: NodeJS.Timeout | null = null;
  const stopListening = doorbell.listen(BOOKS, () => {
    gathering ??= setTimeout(() => {
      gathering = null;
      hub.signal("ANY");
    }, GATHER_MILLISECONDS);
  });
  return {
    ...{ hub, books, tape, priceAlerts },
    /** Called after each commit of this process, with the markets it changed and whether it announced anything. */
    onCommit: (changed: readonly MarketKey[], announced: boolean): void => {
      hub.signal(changed);
      priceAlerts.signal(changed);
      doorbell.ring(BOOKS);
      if (announced) doorbell.ring("offers");
    },
    watchers: () => ({ markets: hub.watchers(), books: books.followers(), tape: tape.readers() }),
    async stop(): Promise<void> {
      stopListening();
      if (gathering) clearTimeout(gathering);
      books.stop();
      await Promise.all([hub.stop(), tape.stop(), priceAlerts.stop()]);
    },
  };
}
