import { assertNever, invariant, type Result, refuse } from "@outcry/kernel";
import { decideAmend, decideCancel } from "./amend.ts";
import { decideBust } from "./bust.ts";
import type { Trader } from "./caps.ts";
import { type Circumstances, type Command, keyOf } from "./command.ts";
import { decideExpire } from "./expire.ts";
import { decideHalt, objectionToHalted } from "./halt.ts";
import { type Amendment, type Change, type Market, queueOf, type Trade } from "./market.ts";
import type { Order } from "./order.ts";
import { decidePause } from "./pause.ts";
import { decidePlace, noSuchVariant, type PlaceFacts } from "./place.ts";
import type { MarketRefusal } from "./refusals.ts";
import { decideTake } from "./take.ts";

/** All that a batch of commands can touch, as it is before the first of them. */
export type Exchange = Readonly<{
  /** By `keyOf`. A variant that is not known has none. */
  markets: ReadonlyMap<string, Market>;
  /** By id: those that commands name. What rests is in the markets' queues. */
  orders: ReadonlyMap<string, Order>;
  /** By id. Whoever is missing has no payment method, is not verified, and has no open orders. */
  traders: ReadonlyMap<string, Trader>;
  /** Ids of the variants that may be traded. */
  tradable: ReadonlySet<string>;
}>;

/** What one command did, or why it was refused. */
export type Outcome = Result<Change, MarketRefusal>;

/** What a batch did: an outcome per command, and everything it changed, each thing once, as it stands at the end. */
export type Decided = Readonly<{
  outcomes: readonly Outcome[];
  markets: ReadonlyMap<string, Market>;
  changedOrders: ReadonlyMap<string, Order>;
  trades: readonly Trade[];
  amendments: readonly Amendment[];
}>;

const stranger = (userId: string): Trader => ({
  userId,
  hasPaymentMethod: false,
  verified: false,
  sellingSuspendedUntil: null,
  openOrders: 0,
  openAsks: {},
});

/** The trader with an order's new version counted instead of its old one. */
function recount(trader: Trader, before: Order | undefined, now: Order): Trader {
  const openBefore = before?.state === "ACTIVE" ? 1 : 0;
  const openNow = now.state === "ACTIVE" ? 1 : 0;
  const value = (order: Order | undefined) =>
    order?.side === "ASK" && order.state === "ACTIVE" ? order.price * BigInt(order.remaining) : 0n;
  const asks = (trader.openAsks[now.currency] ?? 0n) + value(now) - value(before);
  return {
    ...trader,
    openOrders: trader.openOrders + openNow - openBefore,
    openAsks: { ...trader.openAsks, [now.currency]: asks },
  };
}

/**
 * Decides commands one after the other, each on what the ones before it left. Pure: nothing that is given changes.
 * A refused command changes nothing; it can make no other fail.
 */
export function decideAll(
  exchange: Exchange,
  commands: readonly Command[],
  { now, newId }: { now: Date; newId: () => string },
): Decided {
  const markets = new Map<string, Market>();
  const orders = new Map<string, Order>();
  const traders = new Map<string, Trader>();
  const trades: Trade[] = [];
  const amendments: Amendment[] = [];
  const order = (id: string) => orders.get(id) ?? exchange.orders.get(id);
  const before = ({ id, side, ...key }: Order): Order | undefined => {
    const market = exchange.markets.get(keyOf(key));
    return order(id) ?? (market && queueOf(market, side).find((resting) => resting.id === id));
  };
  const trader = (id: string) => traders.get(id) ?? exchange.traders.get(id) ?? stranger(id);
  const circumstances: Circumstances = { now, newId, order };

  const outcomes = commands.map((command): Outcome => {
    const key = keyOf(command);
    const market = markets.get(key) ?? exchange.markets.get(key);
    if (market === undefined) return refuse(noSuchVariant());
    const outcome = decide(market, command, circumstances, {
      trader,
      tradable: exchange.tradable.has(command.variantId),
    });
    if (!outcome.ok) return outcome;
    markets.set(key, outcome.value.market);
    trades.push(...outcome.value.trades);
    if (outcome.value.amendment) amendments.push(outcome.value.amendment);
    for (const changed of outcome.value.orders) {
      const counted = exchange.traders.get(changed.userId);
      // Who is verified has no caps, and nobody counts what they have open.
      if (counted && !counted.verified)
        traders.set(changed.userId, recount(trader(changed.userId), before(changed), changed));
      orders.set(changed.id, changed);
    }
    return outcome;
  });
  return { outcomes, markets, changedOrders: orders, trades, amendments };
}

const STOPPED_BY_HALT: ReadonlySet<Command["kind"]> = new Set(["PLACE", "TAKE", "AMEND", "BUST"]);

type Known = Readonly<{ trader: (userId: string) => Trader; tradable: boolean }>;

const placeFacts = (
  { now, newId, order }: Circumstances,
  { trader, tradable }: Known,
  userId: string,
): PlaceFacts => ({ now, newId, order, trader: trader(userId), tradable });

function decide(market: Market, command: Command, circumstances: Circumstances, facts: Known): Outcome {
  const stopped = STOPPED_BY_HALT.has(command.kind) ? objectionToHalted(market) : null;
  if (stopped) return refuse(stopped);
  switch (command.kind) {
    case "PLACE":
      return decidePlace(market, command, placeFacts(circumstances, facts, command.userId));
    case "TAKE":
      return decideTake(market, command, placeFacts(circumstances, facts, command.userId));
    case "AMEND":
      return decideAmend(market, command, { ...circumstances, trader: facts.trader(command.userId) });
    case "CANCEL":
      return decideCancel(market, command, circumstances);
    case "EXPIRE":
      return decideExpire(market, command, circumstances);
    case "PAUSE":
      return decidePause(market, command, circumstances);
    case "BUST":
      return decideBust(market, command, { ...circumstances, trader: facts.trader });
    case "HALT":
      return decideHalt(market, command);
    default:
      return assertNever(command);
  }
}

/** Asserted before anything is written: no order of one person may stand against another's that it should have traded with. */
export function assertUncrossed({ bids, asks }: Market, now: Date): void {
  const bid = bids.find(({ expiresAt }) => expiresAt > now);
  const ask = asks.find(({ expiresAt }) => expiresAt > now);
  if (bid && ask) invariant(bid.price < ask.price, "A book is never crossed.");
}
