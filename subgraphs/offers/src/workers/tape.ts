import type { Database } from "@outcry/database";
import { MILLISECONDS } from "@outcry/kernel";
import type { Doorbell, EventFeed } from "@outcry/outbox";
import type { Logger } from "@outcry/service";
import type { TradeView } from "../domain/views.ts";
import { lastTrade, tradesAnnounced } from "../store/trade-reads.ts";
import { makeTapeReader, type TapeReader } from "./tape-reader.ts";

const POLL_MILLISECONDS = MILLISECONDS.second;
const TRADES_PER_READ_MAX = 500;

/** The trades of all processes as they happen, in the order of the feed. */
export type Tape = Readonly<{
  /** The last trade, then each as it happens; of one product, or of all. */
  follow(productId: string | null): AsyncIterableIterator<TradeView>;
  /** How many follow; for tests. */
  readers(): number;
  stop(): Promise<void>;
}>;

export type TapeOptions = Readonly<{
  database: Database;
  feed: EventFeed;
  doorbell: Doorbell;
  logger: Logger;
}>;

/** Reads what was announced while anybody follows, from where the feed stood when the first one came. */
export function makeTape({ database, feed, doorbell, logger }: TapeOptions): Tape {
  const readers = new Set<TapeReader>();
  let position: bigint | null = null;
  let reading: Promise<void> | null = null;
  let again = false;

  async function readOn(): Promise<void> {
    // Asking for the head gives what was committed since its place in the feed's order.
    const head = await feed.head();
    const after = position ?? head;
    const announced = await tradesAnnounced(database, after, head, TRADES_PER_READ_MAX);
    for (const { trade } of announced) for (const reader of readers) reader.hand(trade);
    again ||= announced.length === TRADES_PER_READ_MAX;
    position = announced.length === TRADES_PER_READ_MAX ? (announced.at(-1)?.position ?? head) : head;
  }

  async function run(): Promise<void> {
    while (again && readers.size > 0) {
      again = false;
      try {
        await readOn();
      } catch (error) {
        logger.warn({ err: error }, "Reading the tape failed; the next poll tries again.");
      }
    }
    reading = null;
    if (readers.size === 0) position = null;
  }

  function signal(): void {
    if (readers.size === 0) return;
    again = true;
    reading ??= run();
  }

  const poll = setInterval(signal, POLL_MILLISECONDS);
  poll.unref();
  const stopListening = doorbell.listen("offers", signal);

  return {
    follow(productId) {
      const reader = makeTapeReader(productId, () => readers.delete(reader));
      readers.add(reader);
      signal();
      lastTrade(database, productId).then(reader.begin, (error: unknown) => {
        logger.warn({ err: error }, "The last trade could not be read.");
        reader.begin(null);
      });
      return reader.trades;
    },
    readers: () => readers.size,
    async stop() {
      clearInterval(poll);
      stopListening();
      for (const reader of [...readers]) reader.end();
      await reading;
    },
  };
}
