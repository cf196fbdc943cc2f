import type { Tx } from "@outcry/database";
import { newId } from "@outcry/kernel";
import { type Command, keyOf } from "../domain/command.ts";
import { type Decided, decideAll } from "../domain/decide.ts";
import type { MarketKey, Order } from "../domain/order.ts";
import { loadBooks, namedOrders } from "../store/loaded-books.ts";
import { lockKeys } from "../store/locked-markets.ts";
import { type BidToPause, bidsToPause, claimDefault, keepPauses, settleDefault } from "../store/pausing.ts";
import { booksWanted } from "./books-wanted.ts";
import { exchangeOf, loadedBooks, lockedIn } from "./exchange.ts";
import { recordDecided } from "./record-decided.ts";

/** Bids that one transaction takes out, and so the most markets that it locks. */
const BIDS_PER_TURN_MAX = 16;

/** One command for each market; the bids come sorted by it. */
export function pausesOf(bids: readonly BidToPause[]): Command[] {
  const byMarket = new Map<string, { market: MarketKey; orderIds: string[] }>();
  for (const { id, variantId, currency } of bids) {
    const market = { variantId, currency };
    const there = byMarket.get(keyOf(market)) ?? { market, orderIds: [] };
    there.orderIds.push(id);
    byMarket.set(keyOf(market), there);
  }
  return [...byMarket.values()].map(({ market, orderIds }) => ({ kind: "PAUSE", ...market, orderIds }));
}

/** The bids that the pauses among these commands took out, as they were then: a later command may have changed them again. */
export const pausedBy = (commands: readonly Command[], { outcomes }: Decided): Order[] =>
  commands.flatMap(({ kind }, index) => {
    const outcome = outcomes[index];
    return kind === "PAUSE" && outcome?.ok ? outcome.value.orders : [];
  });

/**
 * Pauses some of the bids of a buyer whose payment failed, in whatever books they are, as one transaction with their
 * locks in the usual order. Repeat it until `more` is false: a process that dies between two turns loses nothing, and
 * no bid is paused twice for the same failure.
 */
export async function pauseSomeBids(
  tx: Tx,
  tradeId: string,
): Promise<{ changed: readonly MarketKey[]; more: boolean }> {
  const nothing = { changed: [], more: false };
  if (!(await claimDefault(tx, tradeId))) return nothing;
  const bids = await bidsToPause(tx, tradeId, null, BIDS_PER_TURN_MAX);
  if (bids.length === 0) {
    await settleDefault(tx, tradeId);
    return nothing;
  }
  const commands = pausesOf(bids);
  await lockKeys(tx, commands);
  const loaded = await loadBooks(tx, booksWanted(commands, commands));
  const named = await namedOrders(
    tx,
    bids.map(({ id }) => id),
  );
  const { now } = loaded;
  const books = loadedBooks(loaded);
  const decided = decideAll(exchangeOf(books, named), commands, { now, newId });
  await recordDecided(tx, { decided, locked: lockedIn(books), now, answers: [], events: [] });
  await keepPauses(tx, tradeId, pausedBy(commands, decided), now);
  return { changed: commands, more: true };
}
