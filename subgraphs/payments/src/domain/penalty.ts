import { basisPoints, type Currency, type Money, money } from "@outcry/kernel";

export type PenaltyRole = "BUYER" | "SELLER";
export type PenaltyReason = "PAYMENT_FAILED" | "SHIPPING_OVERDUE";

/**
 * DUE: to be collected. OWED: there was nothing to take it from; it is due again with the next payment method or sale.
 * CHARGED: taken from a payment method. DEDUCTED: taken from what its owner earned by selling.
 */
export type PenaltyState = "DUE" | "OWED" | "CHARGED" | "DEDUCTED";

/** What somebody owes for having left the other side of a trade standing. */
export type Penalty = Readonly<{
  id: string;
  orderId: string;
  orderNumber: string;
  paymentId: string;
  userId: string;
  role: PenaltyRole;
  reason: PenaltyReason;
  state: PenaltyState;
  amount: Money;
  methodRef: string | null;
  customerRef: string | null;
  attempt: number;
  intentRef: string | null;
  tries: number;
  createdAt: Date;
}>;

type Schedule = Readonly<{
  /** In force from here on, until the next schedule. */
  from: Date;
  /** Basis points of the price. */
  share: bigint;
  /** The least penalty, in minor units. */
  minimum: Readonly<Record<Currency, bigint>>;
}>;

/** Penalties by date (features.md, part 2: 15 % of the price, at least 15.00). A change is a new line: what is owed stays. */
const SCHEDULES: readonly [Schedule, ...Schedule[]] = [
  {
    from: new Date("2015-01-01T00:00:00.000Z"),
    share: 1_500n,
    minimum: { USD: 1_500n, EUR: 1_500n, GBP: 1_200n, CAD: 2_000n, AUD: 2_250n, JPY: 2_250n },
  },
];

const most = (left: bigint, right: bigint): bigint => (left > right ? left : right);

/** What a default on an order of this price costs, by the schedule in force at an instant. Rounded half up to a minor unit. */
export function penaltyFor(price: Money, at: Date): Money {
  const schedule = SCHEDULES.findLast(({ from }) => from <= at) ?? SCHEDULES[0];
  const share = basisPoints(price, schedule.share).minor;
  const least = schedule.minimum[price.currency];
  return money(most(share, least), price.currency);
}
