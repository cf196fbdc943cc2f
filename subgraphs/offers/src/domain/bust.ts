import { invariant, ok, type Result } from "@outcry/kernel";
import { dequeue, enqueue } from "./book.ts";
import type { Trader } from "./caps.ts";
import type { Bust, Circumstances } from "./command.ts";
import { type Change, type Market, marketAfter, queueOf, tradesOf, withQueue } from "./market.ts";
import { matchUntilOwn } from "./match.ts";
import { forfeit, giveBack, mayReturn, type Order, opposite, pause, withdraw } from "./order.ts";

/** The market without an order; a paused one is not in it. */
const takeOut = (market: Market, { side, id, remaining, state }: Order): Market =>
  state === "PAUSED" ? market : withQueue(market, side, dequeue(queueOf(market, side), id), -remaining);

/** A bid returns to the book only when it could be paid for: another's default is no reason to let it fail. */
const returnsPaused = (innocent: Order, trader: Trader): boolean =>
  innocent.state === "PAUSED" || (innocent.side === "BID" && !trader.hasPaymentMethod);

/** The innocent order's pieces come back, meet what crosses them now, and take their first place in time. */
function comeBack(market: Market, innocent: Order, quantity: number, circumstances: Circumstances): Change {
  const { side } = innocent;
  const other = opposite(side);
  const out = takeOut(market, innocent);
  const back = giveBack(innocent, quantity);
  const matched = matchUntilOwn(back, queueOf(out, other), out.sequence, circumstances.now);
  const traded = matched.fills.reduce((sum, fill) => sum + fill.quantity, 0);
  const sold = tradesOf(out, matched.taker, matched.fills, circumstances);
  const met = withQueue(sold.market, other, matched.queue, -traded);
  // Nobody trades with themselves: where the order would, the rest of it leaves the book instead.
  const rest = matched.stoppedAtOwn ? withdraw(matched.taker, "CANCELLED", market.sequence) : matched.taker;
  const rested =
    rest.remaining > 0 ? withQueue(met, side, enqueue(queueOf(met, side), rest), rest.remaining) : met;
  return {
    market: rested,
    orders: [...matched.fills.map((fill) => fill.resting), rest],
    trades: sold.trades,
  };
}

/**
 * Decides what a default undoes; never in a halted market, where nothing is matched. The trade leaves the market's last sales. The defaulter's order leaves the book with all
 * that remains of it, so that it cannot default again at once. The innocent order's pieces return at their first place in
 * time and meet what crosses them now, at the resting orders' prices; unless the owner or its time took it out meanwhile.
 */
export function decideBust(
  market: Market,
  command: Bust,
  circumstances: Circumstances & Readonly<{ trader: (userId: string) => Trader }>,
): Result<Change, never> {
  const innocent = circumstances.order(command.innocentOrderId);
  const defaulted = circumstances.order(command.defaultedOrderId);
  invariant(innocent && defaulted, "A trade has a bid and an ask.");
  const [last, previous] = command.standing;
  const sequence = market.sequence + 1;
  const undone = marketAfter(takeOut(market, defaulted), {
    sequence,
    lastTradeId: last?.id ?? null,
    lastPrice: last?.price ?? null,
    previousPrice: previous?.price ?? null,
  });
  const forfeited = forfeit(defaulted, command.quantity, "CANCELLED");
  const lost = forfeited.remaining > 0 ? withdraw(forfeited, "CANCELLED", sequence) : forfeited;
  if (!mayReturn(innocent, circumstances.now)) {
    const kept = forfeit(innocent, command.quantity, "EXPIRED");
    return ok({ market: undone, orders: [lost, kept], trades: [] });
  }
  if (returnsPaused(innocent, circumstances.trader(innocent.userId))) {
    const paused = pause(giveBack(innocent, command.quantity), innocent.closedSequence ?? sequence);
    return ok({ market: takeOut(undone, innocent), orders: [lost, paused], trades: [] });
  }
  const change = comeBack(undone, innocent, command.quantity, circumstances);
  return ok({ ...change, orders: [lost, ...change.orders] });
}
