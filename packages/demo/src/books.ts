import { after, MILLISECONDS } from "@outcry/kernel";
import { storyId } from "./ids.ts";
import { PRICE_LEAST } from "./prices.ts";
import { type Random, randomOf } from "./random.ts";
import type { DemoBook, DemoPerson, DemoRestingOrder, DemoTrade, DemoVariant } from "./story.ts";

const LEVELS_LEAST = 5;
const LEVELS_MOST = 15;
const ORDERS_PER_LEVEL_MOST = 3;
const QUANTITY_MOST = 2;
/** Resting orders live as long as the market allows, and none in the story is older than this. */
const LIFETIME_DAYS = 60;
const AGE_DAYS_MOST = 20;
const HALF_SPREAD = 0.012;
const STEP = 0.008;

type Side = DemoRestingOrder["side"];

/** The place in the story's year of orders that rest at its end. */
const END_OF_STORY = 365 * MILLISECONDS.day;

/** Prices in whole dollars from the best outwards, strictly away from the last sale. */
function levels(side: Side, last: number, random: Random): number[] {
  const direction = side === "BID" ? -1 : 1;
  const best = last + direction * Math.max(1, Math.round(last * HALF_SPREAD * (0.5 + random.fraction())));
  const count = random.whole(LEVELS_LEAST, LEVELS_MOST);
  const prices: number[] = [];
  for (let level = 0, price = best; level < count && price >= PRICE_LEAST; level += 1) {
    prices.push(price);
    price += direction * Math.max(1, Math.round(last * STEP * (0.4 + 1.2 * random.fraction())));
  }
  return prices;
}

function sideOf(side: Side, variant: DemoVariant, last: number, traders: readonly DemoPerson[], now: Date) {
  const random = randomOf(`${side} book of ${variant.sku}`);
  const orders = levels(side, last, random).flatMap((dollars) =>
    Array.from({ length: random.whole(1, ORDERS_PER_LEVEL_MOST) }, (_, place): DemoRestingOrder => {
      const age = random.whole(10, AGE_DAYS_MOST * 24 * 60) * MILLISECONDS.minute;
      const placedAt = after(now, -age);
      return {
        id: storyId(`resting ${side} ${variant.sku} ${dollars} ${place}`, END_OF_STORY - age),
        side,
        variantId: variant.variantId,
        ownerId: random.pick(traders).userId,
        price: { minor: BigInt(dollars) * 100n, currency: "USD" },
        quantity: random.whole(1, QUANTITY_MOST),
        placedAt,
        expiresAt: after(placedAt, LIFETIME_DAYS * MILLISECONDS.day),
      };
    }),
  );
  const bestFirst = (left: DemoRestingOrder, right: DemoRestingOrder): number => {
    const difference = Number(left.price.minor - right.price.minor);
    return (side === "BID" ? -difference : difference) || left.placedAt.getTime() - right.placedAt.getTime();
  };
  return orders.sort(bestFirst);
}

/** The open book of every variant, around its last sale; empty where nobody trades. */
export function makeBooks(
  variants: readonly DemoVariant[],
  trades: readonly DemoTrade[],
  traders: readonly DemoPerson[],
  now: Date,
): DemoBook[] {
  const lastPrice = new Map(trades.map(({ variantId, price }) => [variantId, Number(price.minor / 100n)]));
  return variants.map((variant) => {
    const { variantId, productId, traded } = variant;
    if (!traded) return { variantId, productId, bids: [], asks: [] };
    const last = lastPrice.get(variantId) ?? Number(variant.retailPrice.minor / 100n);
    const side = (name: Side) => sideOf(name, variant, last, traders, now);
    return { variantId, productId, bids: side("BID"), asks: side("ASK") };
  });
}
