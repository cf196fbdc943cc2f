import { addMoney, compareMoney, type Money, subtractMoney } from "#web/features/money/money.ts";
import type { Side } from "./standing.ts";

type Top = Readonly<{
  lowestAsk: Money | null;
  highestBid: Money | null;
  lastSale: Money | null;
  tick: Money;
  minimum: Money;
}>;

/**
 * The price an order sheet opens with: the first place on one's own side without trading at once; in an empty book
 * the last sale, else the minimum. It is a beginning, not advice.
 */
export function suggestedPrice(side: Side, { lowestAsk, highestBid, lastSale, tick, minimum }: Top): Money {
  const atLeast = (price: Money): Money => (compareMoney(price, minimum) < 0 ? minimum : price);
  if (side === "BUY") {
    if (!highestBid) return atLeast(lastSale ?? (lowestAsk ? subtractMoney(lowestAsk, tick) : minimum));
    const better = addMoney(highestBid, tick);
    return lowestAsk && compareMoney(better, lowestAsk) >= 0 ? highestBid : better;
  }
  if (!lowestAsk) return atLeast(lastSale ?? (highestBid ? addMoney(highestBid, tick) : minimum));
  const better = subtractMoney(lowestAsk, tick);
  return highestBid && compareMoney(better, highestBid) <= 0 ? lowestAsk : atLeast(better);
}
