import type { Tx } from "@outcry/database";
import { type Command, keyOf } from "../domain/command.ts";
import { demandOf } from "../domain/demand.ts";
import type { MarketKey, Order } from "../domain/order.ts";
import { type BookWanted, loadBooks, namedOrders } from "../store/loaded-books.ts";
import { addMarkets, lockKeys } from "../store/locked-markets.ts";
import type { Book, KnownBooks } from "./known-books.ts";

/** Locked books with the time they were read at, and the orders that commands name. */
export type LoadedBatch = Readonly<{
  now: Date;
  books: ReadonlyMap<string, Book>;
  named: readonly Order[];
}>;

const namedBy = (commands: readonly Command[]): string[] =>
  commands.flatMap((command) =>
    command.kind === "CANCEL" || command.kind === "AMEND" ? [command.orderId] : [],
  );

/** Loads books until none is missing that exists, and none is known less deep than the commands reach. */
async function loadAll(
  tx: Tx,
  knownBooks: KnownBooks,
  keys: readonly MarketKey[],
  commands: readonly Command[],
): Promise<Omit<LoadedBatch, "named">> {
  const demands = demandOf(commands);
  const books = new Map<string, Book>();
  let wanted: BookWanted[] = knownBooks.wanted(keys, commands);
  let added = false;
  for (;;) {
    const { now, books: loaded } = await loadBooks(tx, wanted);
    const again: BookWanted[] = [];
    const missing: BookWanted[] = [];
    for (const want of wanted) {
      const key = keyOf(want);
      const found = loaded.get(key);
      if (found === undefined) {
        missing.push(want);
        continue;
      }
      const book = knownBooks.complete(want, found, demands.get(key) ?? { BID: 1, ASK: 1 }, now);
      if (book) books.set(key, book);
      else again.push({ ...want, knownAt: null });
    }
    const made = !added && missing.length > 0 && (await addMarkets(tx, missing));
    added = true;
    wanted = made ? [...again, ...missing] : again;
    if (wanted.length === 0) return { now, books };
  }
}

/** Locks the markets of a batch first, and then loads: READ COMMITTED gives the load a snapshot that is younger than the locks. */
export async function loadBatch(
  tx: Tx,
  knownBooks: KnownBooks,
  keys: readonly MarketKey[],
  commands: readonly Command[],
  crashPoint: (name: string) => void,
): Promise<LoadedBatch> {
  if (keys.length > 0) await lockKeys(tx, keys);
  crashPoint("locked");
  const loaded = await loadAll(tx, knownBooks, keys, commands);
  return { ...loaded, named: await namedOrders(tx, namedBy(commands)) };
}
