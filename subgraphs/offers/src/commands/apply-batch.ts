import type { Tx } from "@outcry/database";
import { keyOf } from "../domain/command.ts";
import type { MarketKey } from "../domain/order.ts";
import type { Facts } from "../store/facts.ts";
import { commandsOf, type DecidedBatch, decideRequests, sortOut } from "./decide-requests.ts";
import { addedWithCaps, cappedUnderLocks } from "./exact-caps.ts";
import type { KnownBooks } from "./known-books.ts";
import type { KnownOpen } from "./known-open.ts";
import { loadBatch } from "./load-batch.ts";
import { recordDecided } from "./record-decided.ts";
import type { Reply, Request } from "./request.ts";

/** What a batch did: a reply for each request, in their order, and what others should hear of. */
export type Applied = Readonly<{
  replies: readonly Reply[];
  changed: readonly MarketKey[];
  announced: boolean;
}>;

/** What a batch is applied with, besides its requests. */
export type Applying = Readonly<{
  /** Asked for once the locks are had, though it may have been under way since before. */
  facts: (tx: Tx) => Promise<Facts>;
  knownBooks: KnownBooks;
  knownOpen: KnownOpen;
  crashPoint?: CrashPoint;
}>;

/** For tests: called wherever dying must do no harm. */
export type CrashPoint = (name: string) => void;

/** The markets that commands name, each once. */
export const marketsOf = (commands: readonly MarketKey[]): MarketKey[] => [
  ...new Map(commands.map((command) => [keyOf(command), command])).values(),
];

/** What a decided batch did, once it is committed. */
export const appliedOf = ({ decided, replies }: DecidedBatch): Applied => ({
  replies,
  changed: [...decided.markets.values()].map(({ variantId, currency }) => ({ variantId, currency })),
  announced: decided.trades.length > 0,
});

/**
 * Applies requests as one batch in one transaction: lock the touched markets in a fixed order, load what can matter, decide
 * in memory, record with one statement. A refused request changes nothing and fails no other; an error fails them all.
 * `keepBooks` is to be called once this is committed: what is known of the books from then on.
 */
export async function applyBatch(
  tx: Tx,
  requests: readonly Request[],
  { facts, knownBooks, knownOpen, crashPoint = () => undefined }: Applying,
): Promise<Applied & { now: Date; keepBooks: () => void }> {
  crashPoint("begun");
  const commands = commandsOf(requests);
  const { books, named, now } = await loadBatch(tx, knownBooks, marketsOf(commands), commands, crashPoint);
  crashPoint("loaded");
  const known = await facts(tx);
  const sorted = sortOut(requests, known.answers);
  const { traders } = known;
  const adding = addedWithCaps(sorted.fresh, traders);
  const capped = await cappedUnderLocks(tx, { adding, traders, knownOpen });
  const batch = decideRequests(requests, sorted, { books, named, traders: capped.traders, now });
  crashPoint("decided");
  const rows = await recordDecided(tx, { ...batch.toRecord, capped });
  crashPoint("recorded");
  return { ...appliedOf(batch), now, keepBooks: () => knownBooks.keep(books, rows) };
}
