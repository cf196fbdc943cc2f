import type { Tx } from "@outcry/database";
import { type Command, keyOf } from "../domain/command.ts";
import type { MarketKey, Order } from "../domain/order.ts";
import { type BookWanted, loadBooks, namedOrders } from "../store/loaded-books.ts";
import { addMarkets, lockKeys } from "../store/locked-markets.ts";
import { booksWanted } from "./books-wanted.ts";
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
  needed: readonly BookWanted[],
): Promise<Omit<LoadedBatch, "named">> {
  const needs = new Map(needed.map((need) => [keyOf(need), need]));
  const books = new Map<string, Book>();
  let wanted = needed.map(knownBooks.wanted);
  let added = false;
  for (;;) {
    const { now, books: loaded } = await loadBooks(tx, wanted);
    const again: BookWanted[] = [];
    for (const want of wanted) {
      const key = keyOf(want);
      const [found, need] = [loaded.get(key), needs.get(key)];
      if (found === undefined || need === undefined) continue;
      const book = knownBooks.complete(need, want, found, now);
      if (book) books.set(key, book);
      else again.push({ ...want, knownAt: null });
    }
    const missing = wanted.filter((want) => !loaded.has(keyOf(want)));
    const made = !added && (await addMarkets(tx, missing));
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
  const loaded = await loadAll(tx, knownBooks, booksWanted(keys, commands));
  return { ...loaded, named: await namedOrders(tx, namedBy(commands)) };
}
