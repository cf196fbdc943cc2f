import type { GraphClient } from "../partner/graph-client.ts";
import { slugOf } from "./catalogue.ts";
import { candlesOf, type ExpectedCandle, figuresOf, HISTORIES, type Range, type Trade } from "./figures.ts";
import { marketKey, type ReplayPlan } from "./plan.ts";

const RANGES = Object.keys(HISTORIES) as Range[];
const CANDLE = "start open { amount } high { amount } low { amount } close { amount } volume count";
const SHOWN = `query Shown($slug: String!) { product(slug: $slug) { variants { id market {
  lastSale { price { amount } } lastSaleChange { amount } salesLast72Hours annualHigh { amount } annualLow { amount }
  averagePrice { amount } volatility pricePremium tradeRange { low { amount } high { amount } }
  ${RANGES.map((range) => `${range}: priceHistory(range: ${range}) { ${CANDLE} }`).join("\n  ")} } } } }`;

type Amount = { amount: string };
type ShownCandle = {
  start: string;
  open: Amount;
  high: Amount;
  low: Amount;
  close: Amount;
  volume: number;
  count: number;
};
type ShownMarket = Record<Range, ShownCandle[]> & {
  lastSale: { price: Amount } | null;
  lastSaleChange: Amount | null;
  salesLast72Hours: number;
  annualHigh: Amount | null;
  annualLow: Amount | null;
  averagePrice: Amount | null;
  volatility: number | null;
  pricePremium: number | null;
  tradeRange: { low: Amount; high: Amount } | null;
};
type ShownAnswer = { product: { variants: { id: string; market: ShownMarket | null }[] } | null };

/** Two ways to add up a thousand numbers differ in their last digits. */
const RELATIVE_MAX = 1e-9;
/** The market rounds its factors to a millionth and then its prices to a cent. */
const RANGE_CENTS_MAX = 1;

const cents = (amount: Amount | null | undefined): bigint | null =>
  amount ? BigInt(amount.amount.replace(".", "")) : null;

const close = (left: number | null, right: number | null): boolean =>
  left === null || right === null
    ? left === right
    : Math.abs(left - right) <= RELATIVE_MAX * Math.max(1, Math.abs(left), Math.abs(right));

const withinACent = (shown: Amount | undefined, expected: number | undefined): boolean =>
  shown === undefined || expected === undefined
    ? shown === expected
    : Math.abs(Number(cents(shown)) - expected) <= RANGE_CENTS_MAX;

const candleText = ({ start, open, high, low, close: last, volume, count }: ExpectedCandle): string =>
  [new Date(start).toISOString(), open, high, low, last, volume, count].join(" ");

const shownCandle = (candle: ShownCandle): string =>
  candleText({
    ...{ start: Date.parse(candle.start), volume: candle.volume, count: candle.count },
    ...{ open: cents(candle.open) ?? 0n, high: cents(candle.high) ?? 0n },
    ...{ low: cents(candle.low) ?? 0n, close: cents(candle.close) ?? 0n },
  });

/** Names of what a market shows otherwise than its sales say at that instant. */
function wrongAt(shown: ShownMarket, trades: readonly Trade[], retail: bigint, now: number): string[] {
  const expected = figuresOf(trades, retail, now);
  const checks: Record<string, boolean> = {
    lastSale: cents(shown.lastSale?.price) === expected.lastSale,
    lastSaleChange: cents(shown.lastSaleChange) === expected.lastSaleChange,
    salesLast72Hours: shown.salesLast72Hours === expected.salesLast72Hours,
    annualHigh: cents(shown.annualHigh) === expected.annualHigh,
    annualLow: cents(shown.annualLow) === expected.annualLow,
    averagePrice: cents(shown.averagePrice) === expected.averagePrice,
    volatility: close(shown.volatility, expected.volatility),
    pricePremium: close(shown.pricePremium, expected.pricePremium),
    tradeRange:
      withinACent(shown.tradeRange?.low, expected.tradeRange?.low) &&
      withinACent(shown.tradeRange?.high, expected.tradeRange?.high),
  };
  for (const range of RANGES) {
    const drawn = candlesOf(trades, range, now).map(candleText).join("\n");
    checks[`priceHistory(${range})`] = shown[range].map(shownCandle).join("\n") === drawn;
  }
  return Object.entries(checks).flatMap(([name, holds]) => (holds ? [] : [name]));
}

export type Shown = Readonly<{ markets: number; figures: number; candles: number; wrong: readonly string[] }>;

/**
 * Reads every market as the storefront does, and compares all it shows with what its sales say. A sale may leave a window
 * while a market is asked; what is shown must then be right either before or after.
 */
export async function compareShown(
  client: GraphClient,
  plan: ReplayPlan,
  variants: Map<string, string>,
  tradesOf: ReadonlyMap<string, readonly Trade[]>,
): Promise<Shown> {
  const marketOf = new Map([...variants].map(([key, variantId]) => [variantId, key]));
  const wrong: string[] = [];
  const counts = { markets: 0, figures: 0, candles: 0 };
  for (const product of plan.products) {
    const before = Date.now();
    const answer = await client.ask<ShownAnswer>(SHOWN, { slug: slugOf(product) });
    const after = Date.now();
    const retail = BigInt(product.retailPrice.replace(".", ""));
    for (const { id, market } of answer.product?.variants ?? []) {
      const key = marketOf.get(id) ?? marketKey({ product: product.key, size: "?" });
      const trades = tradesOf.get(key) ?? [];
      if (trades.length === 0 || !market) continue;
      const [early, late] = [before, after].map((now) => wrongAt(market, trades, retail, now));
      if (early?.length && late?.length) wrong.push(`${key.replace("|", ", size ")}: ${late.join(", ")}`);
      counts.markets += 1;
      counts.figures += RANGES.length + 9;
      counts.candles += RANGES.reduce((sum, range) => sum + market[range].length, 0);
    }
  }
  return { ...counts, wrong };
}
