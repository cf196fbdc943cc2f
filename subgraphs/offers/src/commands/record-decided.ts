import type { Tx } from "@outcry/database";
import { candlesOf } from "../domain/candles.ts";
import { keyOf } from "../domain/command.ts";
import { assertUncrossed, type Decided } from "../domain/decide.ts";
import type { Order } from "../domain/order.ts";
import { keepAmendments } from "../store/amendments.ts";
import type { LockedMarket } from "../store/locked-markets.ts";
import { type Records, record } from "../store/record.ts";

export type ToRecord = Readonly<{
  decided: Decided;
  locked: ReadonlyMap<string, LockedMarket>;
  answers: Records["answers"];
  events: Records["events"];
  now: Date;
  /** When the next order of a swept market expires; of all others it follows from what was placed. */
  nextExpiries?: ReadonlyMap<string, Date | null>;
  /** Candles that are drawn anew from all their trades instead of added to. */
  redraws?: boolean;
}>;

const earlier = (left: Date | null, right: Date): Date => (left && left < right ? left : right);

/** By market, the earliest expiry among orders that a batch left in the book. */
function earliestExpiries(orders: readonly Order[]): Map<string, Date> {
  const earliest = new Map<string, Date>();
  for (const order of orders) {
    if (order.state !== "ACTIVE") continue;
    const key = keyOf(order);
    earliest.set(key, earlier(earliest.get(key) ?? null, order.expiresAt));
  }
  return earliest;
}

/** Records what a batch decided, after asserting what must be true of it. */
export async function recordDecided(tx: Tx, batch: ToRecord): Promise<void> {
  const { decided, locked } = batch;
  const orders = [...decided.changedOrders.values()];
  const added = earliestExpiries(orders);
  const markets = [...decided.markets].map(([key, market]) => {
    assertUncrossed(market, batch.now);
    const swept = batch.nextExpiries?.get(key);
    const known = locked.get(key)?.nextExpiryAt ?? null;
    const soonest = added.get(key);
    const followed = soonest ? earlier(known, soonest) : known;
    const sequenceBefore = locked.get(key)?.market.sequence ?? 0;
    return { market, sequenceBefore, nextExpiryAt: swept === undefined ? followed : swept };
  });
  const trades = decided.trades.map((trade) => ({
    trade,
    productId: locked.get(keyOf(trade))?.productId ?? "",
  }));
  if (orders.length === 0 && batch.answers.length === 0 && markets.length === 0) return;
  const placed: Order[] = [];
  const changed: Order[] = [];
  for (const order of orders) {
    const before = locked.get(keyOf(order))?.market.sequence ?? Number.POSITIVE_INFINITY;
    (order.placedSequence > before ? placed : changed).push(order);
  }
  await record(tx, {
    placed,
    changed,
    trades,
    candles: batch.redraws ? [] : candlesOf(decided.trades),
    markets,
    answers: batch.answers,
    events: batch.events,
  });
  await keepAmendments(tx, decided.amendments, batch.now);
}
