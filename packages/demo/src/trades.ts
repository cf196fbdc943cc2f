import { after, MILLISECONDS } from "@outcry/kernel";
import type { OutlinedProduct } from "./catalogue/index.ts";
import { storyId } from "./ids.ts";
import { dailyValues, salePrice, sizeFactor } from "./prices.ts";
import { type Random, randomOf } from "./random.ts";
import type { DemoPerson, DemoTrade, DemoVariant } from "./story.ts";

const DAYS_OF_STORY = 365;
/** Sales a year of one variant of an ordinary product. */
const SALES_PER_VARIANT = 32;
/** One sale in this many is the demo buyer's or the demo seller's, so that their pages are not empty. */
const LOGIN_SALE_EVERY = 600;
/** The newest sale is at least this old, so that nothing in the story happens after the story is told. */
const QUIET_MILLISECONDS = 2 * MILLISECONDS.minute;

export type Cast = Readonly<{ traders: readonly DemoPerson[]; buyer: DemoPerson; seller: DemoPerson }>;

/** Milliseconds from the start of the story, ascending; never before the product came out. */
function saleOffsets(count: number, firstDay: number, random: Random): number[] {
  const start = firstDay * MILLISECONDS.day;
  const length = DAYS_OF_STORY * MILLISECONDS.day - QUIET_MILLISECONDS - start;
  const offsets = Array.from({ length: count }, () => Math.floor(start + random.fraction() * length));
  return offsets.sort((left, right) => left - right);
}

function parties(cast: Cast, index: number, random: Random): { buyer: DemoPerson; seller: DemoPerson } {
  const buyer = index % LOGIN_SALE_EVERY === 7 ? cast.buyer : random.pick(cast.traders);
  const seller = index % LOGIN_SALE_EVERY === 11 ? cast.seller : random.pick(cast.traders);
  if (buyer.userId !== seller.userId) return { buyer, seller };
  const next = (cast.traders.indexOf(seller) + 1) % cast.traders.length;
  return { buyer, seller: cast.traders[next] ?? seller };
}

type Sale = Readonly<{
  variant: DemoVariant;
  offset: number;
  dollars: number;
  taker: "BUYER" | "SELLER";
  rested: number;
}>;

function salesOf({ outline, product }: OutlinedProduct, variant: DemoVariant): Sale[] {
  const random = randomOf(`sales of ${variant.sku}`);
  const values = dailyValues(outline, sizeFactor(variant.position, product.variants.length), random);
  const count = Math.round(SALES_PER_VARIANT * outline.popularity * (0.8 + 0.4 * random.fraction()));
  const firstDay = Math.max(0, DAYS_OF_STORY - outline.releasedDaysAgo);
  return saleOffsets(count, firstDay, random).map((offset) => ({
    variant,
    offset,
    dollars: salePrice(values[Math.floor(offset / MILLISECONDS.day)] ?? outline.retail, random),
    taker: random.fraction() < 0.6 ? "BUYER" : "SELLER",
    rested: random.whole(1, 20 * 24 * 60) * MILLISECONDS.minute,
  }));
}

function tradeOf(sale: Sale, index: number, cast: Cast, starts: Date): DemoTrade {
  const { variant, offset } = sale;
  const { buyer, seller } = parties(cast, index, randomOf(`parties of sale ${variant.sku} ${offset}`));
  const name = `${variant.sku} ${offset} ${index}`;
  const executedAt = after(starts, offset);
  return {
    tradeId: storyId(`trade ${name}`, offset),
    bidId: storyId(`bid of trade ${name}`, offset),
    askId: storyId(`ask of trade ${name}`, offset),
    orderId: storyId(`order of trade ${name}`, offset),
    paymentId: storyId(`payment of trade ${name}`, offset),
    variantId: variant.variantId,
    productId: variant.productId,
    productName: variant.productName,
    categorySlug: variant.categorySlug,
    size: variant.size,
    buyerId: buyer.userId,
    sellerId: seller.userId,
    price: { minor: BigInt(sale.dollars) * 100n, currency: "USD" },
    quantity: 1,
    executedAt,
    taker: sale.taker,
    restingSince: after(executedAt, -sale.rested),
    authenticationRequired: variant.authenticationRequired,
  };
}

/** A year of sales of every traded variant, oldest first. */
export function makeTrades(outlined: readonly OutlinedProduct[], cast: Cast, now: Date): DemoTrade[] {
  const starts = after(now, -DAYS_OF_STORY * MILLISECONDS.day);
  const sales = outlined.flatMap((entry) =>
    entry.product.variants.filter(({ traded }) => traded).flatMap((variant) => salesOf(entry, variant)),
  );
  return sales
    .sort((left, right) => left.offset - right.offset || (left.variant.sku < right.variant.sku ? -1 : 1))
    .map((sale, index) => tradeOf(sale, index, cast, starts));
}
