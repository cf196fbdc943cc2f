import { keyOf } from "../domain/command.ts";
import { assertUncrossed, type Decided } from "../domain/decide.ts";
import type { Order } from "../domain/order.ts";
import type { LockedMarket } from "../store/locked-markets.ts";
import type { Records } from "../store/record.ts";
import { type Capped, placedBy } from "./exact-caps.ts";

export type ToRecord = Readonly<{
  decided: Decided;
  locked: ReadonlyMap<string, LockedMarket>;
  answers: Records["answers"];
  events: Records["events"];
  now: Date;
  /** The people with caps it was decided for, as they were before. */
  capped?: Capped;
  /** When the next order of a swept market expires; of all others it follows from what was placed. */
  nextExpiries?: ReadonlyMap<string, Date | null>;
}>;

type MarketRows = Records["markets"];

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

/** How the changed markets are to be written, after asserting what must be true of them. */
function marketRows({ decided, locked, now, nextExpiries }: ToRecord, orders: readonly Order[]): MarketRows {
  const added = earliestExpiries(orders);
  return [...decided.markets].map(([key, market]) => {
    assertUncrossed(market, now);
    const swept = nextExpiries?.get(key);
    const known = locked.get(key)?.nextExpiryAt ?? null;
    const soonest = added.get(key);
    const followed = soonest ? earlier(known, soonest) : known;
    const sequenceBefore = locked.get(key)?.market.sequence ?? 0;
    return { market, sequenceBefore, nextExpiryAt: swept === undefined ? followed : swept };
  });
}

/** All that is to be written of what a batch decided. */
export function recordsOf(batch: ToRecord): Records {
  const { decided, locked, capped } = batch;
  const amended = decided.amendments.map(({ after }) => after);
  const orders = [...decided.changedOrders.values()];
  const placed: Order[] = [];
  const changed: Order[] = [];
  for (const order of orders) {
    const before = locked.get(keyOf(order))?.market.sequence ?? Number.POSITIVE_INFINITY;
    (order.placedSequence > before ? placed : changed).push(order);
  }
  return {
    placed,
    changed,
    trades: decided.trades.map((trade) => ({
      trade,
      productId: locked.get(keyOf(trade))?.variant.productId ?? "",
    })),
    markets: marketRows(batch, orders),
    answers: batch.answers,
    placedTotals: capped ? placedBy([...placed, ...amended], capped) : [],
    believed: null,
    events: batch.events,
  };
}

/** Whether there is anything to write at all. */
export const isEmpty = ({ placed, changed, answers, markets }: Records): boolean =>
  placed.length + changed.length + answers.length + markets.length === 0;
