import type { Database } from "@outcry/database";
import { newId } from "@outcry/kernel";
import { type Command, keyOf } from "../domain/command.ts";
import { marketAfter } from "../domain/market.ts";
import type { Order } from "../domain/order.ts";
import { type Facts, loadFacts } from "../store/facts.ts";
import { type BookWanted, loadBooks, namedOrders } from "../store/loaded-books.ts";
import { type Believed, type EncodedRecords, encodeRecords, type Records } from "../store/record.ts";
import { type Applied, appliedOf, marketsOf } from "./apply-batch.ts";
import { buyersIn, factsAbout } from "./batch-facts.ts";
import { booksWanted } from "./books-wanted.ts";
import { commandsOf, type DecidedBatch, decideRequests, sortOut } from "./decide-requests.ts";
import { addedWithCaps, cappedWithoutLocks } from "./exact-caps.ts";
import { type Book, type KnownBooks, reach } from "./known-books.ts";
import type { KnownFacts } from "./known-facts.ts";
import type { KnownOpen } from "./known-open.ts";
import { isEmpty, recordsOf } from "./records-of.ts";
import type { Request } from "./request.ts";

/** A batch that is decided and can be recorded with one statement, as long as its books are still what they were taken for. */
export type Prepared = Readonly<{
  /** What it is called among those that a connection writes. */
  name: string;
  applied: Applied;
  /** Ready to be sent; null when there is nothing to write. */
  records: EncodedRecords | null;
  books: ReadonlyMap<string, Book>;
  /** Who has caps and has more open by it. */
  capped: ReadonlySet<string>;
}>;

/**
 * Why a batch is not prepared: it needs the locks first, or it needs what the batch in flight has not written yet. The
 * latter is prepared once that is committed.
 */
export type Unprepared = "NEEDS_LOCKS" | "NEEDS_WHAT_IS_IN_FLIGHT";

export type Preparing = Readonly<{
  database: Database;
  knownBooks: KnownBooks;
  knownFacts: KnownFacts;
  knownOpen: KnownOpen;
  /**
   * The batch in flight, if there is one. What is known of its books is how it leaves them, should it be committed; what its
   * people with caps have open is read without it.
   */
  inFlight: Prepared | null;
}>;

/** An amendment is recorded with a statement more, and whatever else changes orders comes with locks of its own. */
const mayGoWithoutLocks = ({ kind }: Command): boolean =>
  kind === "PLACE" || kind === "TAKE" || kind === "CANCEL";

const later = (left: Date, right: Date | undefined): Date => (right && right > left ? right : left);

/** The books as they are known, with what catalog says now; null for one that must be loaded. */
function remembered(needed: BookWanted, knownBooks: KnownBooks, { variants, now }: Facts): Book | null {
  const known = knownBooks.recall(needed);
  const variant = variants.get(needed.variantId);
  if (known === null || variant === undefined || !reach(known.sides, needed, now)) return null;
  const { market, nextExpiryAt } = known.locked;
  return { locked: { market, variant, nextExpiryAt }, sides: known.sides };
}

type Read = Readonly<{
  books: ReadonlyMap<string, Book>;
  named: readonly Order[];
  facts: Facts;
  /** What of it was not read, but remembered. */
  believed: Believed | null;
  now: Date;
}>;

/** Reads what a batch is decided on, without a lock: that it is still so is asserted when the batch is recorded. */
async function read(
  requests: readonly Request[],
  commands: readonly Command[],
  { database, knownBooks, knownFacts, inFlight }: Preparing,
): Promise<Read | Unprepared> {
  const keys = marketsOf(commands);
  const needed = booksWanted(keys, commands);
  const unknown = needed.filter((need) => knownBooks.recall(need) === null);
  const cancelled = commands.flatMap((command) => (command.kind === "CANCEL" ? [command] : []));
  // What is read now may be older than the batch in flight.
  if ([...unknown, ...cancelled].some((market) => inFlight?.books.has(keyOf(market))))
    return "NEEDS_WHAT_IS_IN_FLIGHT";
  const wanted = unknown.map(knownBooks.wanted);
  const about = factsAbout(requests, keys);
  const recalled = knownFacts.recall(about, buyersIn(requests));
  const [facts, loaded, named] = await Promise.all([
    recalled ?? loadFacts(database, about),
    wanted.length > 0 ? loadBooks(database, wanted) : null,
    namedOrders(
      database,
      cancelled.map(({ orderId }) => orderId),
    ),
  ]);
  if (recalled === null) knownFacts.learn(facts, inFlight?.capped);
  const now = later(facts.now, loaded?.now);
  knownFacts.heard(now);
  const books = new Map<string, Book>();
  for (const [index, want] of wanted.entries()) {
    const [need, found] = [unknown[index], loaded?.books.get(keyOf(want))];
    const book = need && found ? knownBooks.complete(need, want, found, now) : null;
    if (book === null) return "NEEDS_LOCKS";
    books.set(keyOf(want), book);
  }
  for (const need of needed) {
    const key = keyOf(need);
    const book = books.get(key) ?? remembered(need, knownBooks, facts);
    if (book === null) return inFlight?.books.has(key) ? "NEEDS_WHAT_IS_IN_FLIGHT" : "NEEDS_LOCKS";
    books.set(key, book);
  }
  const believed = recalled ? { people: [...facts.traders.values()], variants: [...facts.variants] } : null;
  return { books, named, facts, believed, now };
}

/** Books that a batch reads and leaves as they are, to be recorded as such: so it is refused as well when they changed. */
function unchanged(books: ReadonlyMap<string, Book>, { decided }: DecidedBatch): Records["markets"] {
  return [...books]
    .filter(([key]) => !decided.markets.has(key))
    .map(([, { locked, sides }]) => {
      const market = marketAfter(locked.market, { bids: sides.BID.queue, asks: sides.ASK.queue });
      return { market, sequenceBefore: market.sequence, nextExpiryAt: locked.nextExpiryAt };
    });
}

/**
 * Decides a batch on what this process knows, without a lock, and remembers it as the batch would leave it. Who does not record
 * it in the end, has it forgotten. Throws what the database throws.
 */
export async function prepareBatch(
  requests: readonly Request[],
  preparing: Preparing,
): Promise<Prepared | Unprepared> {
  const { database, knownBooks, knownFacts, knownOpen, inFlight } = preparing;
  const commands = commandsOf(requests);
  if (!knownBooks.mostlyOwn() || !commands.every(mayGoWithoutLocks)) return "NEEDS_LOCKS";
  const ground = await read(requests, commands, preparing);
  if (typeof ground === "string") return ground;
  const { books, named, facts, believed, now } = ground;
  const sorted = sortOut(requests, facts.answers);
  // A paused bid can change without its book.
  if (named.some(({ state }) => state === "PAUSED")) return "NEEDS_LOCKS";
  const { traders, placed } = facts;
  const adding = addedWithCaps(sorted.fresh, traders);
  if (adding.some(({ userId }) => inFlight?.capped.has(userId))) return "NEEDS_WHAT_IS_IN_FLIGHT";
  const capped = await cappedWithoutLocks(database, placed, { adding, traders, knownOpen });
  if (capped === null) return "NEEDS_LOCKS";
  const batch = decideRequests(requests, sorted, { books, named, traders: capped.traders, now });
  const records = recordsOf({ ...batch.toRecord, capped });
  const whole = {
    ...records,
    believed,
    markets: [...records.markets, ...unchanged(books, batch)],
  };
  const encoded = isEmpty(whole) ? null : encodeRecords(whole);
  // The last steps: nobody forgets what a batch that was not prepared in the end would leave.
  knownBooks.keep(books, records.markets);
  knownFacts.keep(records);
  return { name: newId(), applied: appliedOf(batch), records: encoded, books, capped: capped.userIds };
}
