import { add, basisPoints, type Currency, type Money, money, subtract } from "@outcry/kernel";

/** What a sale costs its seller, and leaves to them. */
export type Fees = Readonly<{ price: Money; transactionFee: Money; processingFee: Money; total: Money }>;
export type TradeSide = "BUY" | "SELL";

type FeeSchedule = Readonly<{
  /** In force from here on, until the next schedule. */
  from: Date;
  /** Basis points of the price, for the services of the marketplace. */
  transaction: bigint;
  /** Where a category pays another transaction fee. */
  byCategory: Readonly<Record<string, bigint>>;
  /** Basis points of the price, for taking the payment. */
  processing: bigint;
  /** The least transaction fee, in minor units. */
  minimum: Readonly<Record<Currency, bigint>>;
}>;

/** The fees by date (features.md, part 2: level 1 sellers). A change is a new line: old orders keep their quote. */
const SCHEDULES: readonly [FeeSchedule, ...FeeSchedule[]] = [
  {
    from: new Date("2015-01-01T00:00:00.000Z"),
    transaction: 900n,
    byCategory: { watches: 990n, handbags: 1_450n },
    processing: 300n,
    minimum: { USD: 500n, EUR: 500n, GBP: 400n, CAD: 700n, AUD: 750n, JPY: 800n },
  },
];

/** The schedule in force at an instant; before the first one, the first. */
const scheduleAt = (instant: Date): FeeSchedule =>
  SCHEDULES.findLast(({ from }) => from <= instant) ?? SCHEDULES[0];

const least = (left: bigint, right: bigint): bigint => (left < right ? left : right);
const most = (left: bigint, right: bigint): bigint => (left > right ? left : right);

/**
 * What a sale at this price costs the seller, by the fees in force at an instant. Each fee is rounded half up to a minor
 * unit. Fees never exceed the price, so a seller never owes for selling.
 */
export function sellerFees(sale: { price: Money; categorySlug: string | null; at: Date }): Fees {
  const { price } = sale;
  const schedule = scheduleAt(sale.at);
  const own = sale.categorySlug === null ? undefined : schedule.byCategory[sale.categorySlug];
  const share = basisPoints(price, own ?? schedule.transaction).minor;
  const processing = basisPoints(price, schedule.processing).minor;
  const transaction = least(most(share, schedule.minimum[price.currency]), price.minor - processing);
  const transactionFee = money(transaction, price.currency);
  const processingFee = money(processing, price.currency);
  return { price, transactionFee, processingFee, total: subtract(price, add(transactionFee, processingFee)) };
}

/** What a trade would cost its buyer, or pay its seller. Buyers pay the price and nothing on top. */
export function quote(sale: { price: Money; categorySlug: string | null; at: Date; side: TradeSide }): Fees {
  if (sale.side === "SELL") return sellerFees(sale);
  const nothing = money(0n, sale.price.currency);
  return { price: sale.price, transactionFee: nothing, processingFee: nothing, total: sale.price };
}
