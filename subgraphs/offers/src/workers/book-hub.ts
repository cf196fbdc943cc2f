import type { Database } from "@outcry/database";
import type { Logger } from "@outcry/service";
import { type BookChanges, changesBetween } from "../domain/book-changes.ts";
import { keyOf } from "../domain/command.ts";
import type { MarketKey } from "../domain/order.ts";
import type { BookView } from "../domain/views.ts";
import { bookLevels } from "../store/figure-reads.ts";
import { makeLatest } from "./latest.ts";
import type { MarketHub } from "./market-hub.ts";

/** Levels on each side that are followed; what lies deeper moves no price. */
const DEPTH = 100;
/** A reader that is this many updates behind gets the book afresh instead of them. */
const BEHIND_MAX = 64;

type Reader = { waiting: BookChanges[]; afresh: boolean; bell: ReturnType<typeof makeLatest<null>> };
type Followed = {
  key: MarketKey;
  book: BookView | null;
  readers: Set<Reader>;
  source: AsyncIterableIterator<unknown>;
};

/** Tells those who follow a book how it changes: increments that add up, none left out. */
export type BookHub = Readonly<{
  follow(key: MarketKey): AsyncIterableIterator<BookChanges>;
  followers(): number;
  stop(): void;
}>;

export type BookHubOptions = Readonly<{ database: Database; hub: MarketHub; logger: Logger }>;

function hand(followed: Followed, changes: BookChanges): void {
  for (const reader of followed.readers) {
    reader.waiting.push(changes);
    if (reader.waiting.length > BEHIND_MAX) {
      reader.waiting = [];
      reader.afresh = true;
    }
    reader.bell.put(null);
  }
}

/** What a reader gets next: the whole book when it lost the thread, and else every update in its order. */
async function* updates(followed: Followed, reader: Reader): AsyncGenerator<BookChanges, undefined> {
  for await (const _ of reader.bell) {
    while (reader.afresh || reader.waiting.length > 0) {
      const next = reader.afresh
        ? followed.book && changesBetween(followed.key, null, followed.book)
        : reader.waiting.shift();
      if (!next) break;
      reader.afresh = false;
      yield next;
    }
  }
}

/** Follows each book once, however many read it, on the heels of the market hub. */
export function makeBookHub({ database, hub, logger }: BookHubOptions): BookHub {
  const books = new Map<string, Followed>();

  async function pump(followed: Followed): Promise<void> {
    for await (const _ of followed.source) {
      try {
        const now = await bookLevels(database, followed.key, DEPTH);
        if (followed.book && now.sequence <= followed.book.sequence) continue;
        const changes = changesBetween(followed.key, followed.book, now);
        const first = followed.book === null;
        followed.book = now;
        if (first) for (const { bell } of followed.readers) bell.put(null);
        else hand(followed, changes);
      } catch (error) {
        logger.warn({ err: error }, "Reading a followed book failed; its next change tries again.");
      }
    }
  }

  function open(key: MarketKey): Followed {
    const followed: Followed = { key, book: null, readers: new Set(), source: hub.watch([key]) };
    books.set(keyOf(key), followed);
    void pump(followed);
    return followed;
  }

  return {
    follow(key) {
      const followed = books.get(keyOf(key)) ?? open(key);
      const leave = () => {
        followed.readers.delete(reader);
        if (followed.readers.size > 0) return;
        if (books.get(keyOf(key)) === followed) books.delete(keyOf(key));
        void followed.source.return?.();
      };
      const reader: Reader = { waiting: [], afresh: true, bell: makeLatest<null>(leave, () => "") };
      followed.readers.add(reader);
      reader.bell.put(null);
      return Object.assign(updates(followed, reader), {
        // A generator's own return waits for its pending next; ending the bell lets that one go.
        return: async (): Promise<IteratorReturnResult<undefined>> => {
          await reader.bell.return();
          return { done: true, value: undefined };
        },
      }) as AsyncIterableIterator<BookChanges>;
    },
    followers: () => [...books.values()].reduce((sum, { readers }) => sum + readers.size, 0),
    stop() {
      for (const { readers } of [...books.values()]) for (const { bell } of [...readers]) bell.end();
    },
  };
}
