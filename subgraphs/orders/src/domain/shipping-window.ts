import { after, MILLISECONDS } from "@outcry/kernel";

/** The seller has this many business days, the day of the sale not counted (features.md, part 2). */
const BUSINESS_DAYS = 2;
/** A paid order waits so long for the buyer to say where it is to go. */
const ADDRESS_DAYS = 14;

const isWeekend = (day: Date): boolean => day.getUTCDay() === 0 || day.getUTCDay() === 6;

/** When the seller must have shipped: the last millisecond of the second business day after `from`, in UTC. */
export function shipByAfter(from: Date): Date {
  const startOfDay = Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate());
  let day = new Date(startOfDay);
  for (let counted = 0; counted < BUSINESS_DAYS; ) {
    day = after(day, MILLISECONDS.day);
    if (!isWeekend(day)) counted += 1;
  }
  return after(day, MILLISECONDS.day - 1);
}

export type Overdue = { defaultedBy: "BUYER" | "SELLER"; sentence: string };

/**
 * Whose fault it is that a confirmed order was not shipped in time; null while there is time.
 * A seller cannot ship into the blue: without an address it is the buyer who has to act.
 */
export function overdueAt(
  order: { shipBy: Date; confirmedAt: Date; hasAddress: boolean },
  now: Date,
): Overdue | null {
  if (order.hasAddress)
    return now > order.shipBy
      ? { defaultedBy: "SELLER", sentence: "The seller did not ship in time." }
      : null;
  return now > after(order.confirmedAt, ADDRESS_DAYS * MILLISECONDS.day)
    ? { defaultedBy: "BUYER", sentence: "The buyer did not say where to ship to in time." }
    : null;
}
