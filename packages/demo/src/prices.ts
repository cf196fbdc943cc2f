import type { ProductOutline } from "./catalogue/outline.ts";
import type { Random } from "./random.ts";

/** Least price of the open market in dollars. */
export const PRICE_LEAST = 25;

const DAYS_OF_STORY = 365;
const DAILY_DEVIATION = 0.012;
const YEARLY_DRIFT_DEVIATION = 0.18;
const SALE_NOISE = 0.015;
const RELEASE_SPIKE = 0.6;
const RELEASE_SPIKE_HALF_LIFE_DAYS = 12;

/** Middle sizes sell most and cheapest; the ends of the run cost a little more. From 1 upwards. */
export function sizeFactor(position: number, count: number): number {
  if (count < 3) return 1 + position * 0.12;
  const distance = Math.abs(position - (count - 1) / 2) / ((count - 1) / 2);
  return 1 + 0.1 * distance * distance;
}

/** Whole dollars, never under the market's minimum. */
export const wholeDollars = (price: number): number => Math.max(PRICE_LEAST, Math.round(price));

/**
 * What one variant is worth on each day of the story, 0 the oldest: a geometric random walk with drift
 * from its premium, and a spike when it came out within the year.
 */
export function dailyValues(outline: ProductOutline, factor: number, random: Random): number[] {
  const drift = (random.normal() * YEARLY_DRIFT_DEVIATION) / DAYS_OF_STORY;
  const releaseDay = DAYS_OF_STORY - outline.releasedDaysAgo;
  let level = outline.retail * outline.premium * factor;
  return Array.from({ length: DAYS_OF_STORY }, (_, day) => {
    level *= Math.exp(drift + DAILY_DEVIATION * random.normal());
    const age = day - releaseDay;
    const spike =
      releaseDay > 0 && age >= 0 ? RELEASE_SPIKE * 0.5 ** (age / RELEASE_SPIKE_HALF_LIFE_DAYS) : 0;
    return level * (1 + spike);
  });
}

/** What one sale on a day fetched: the day's value and a little luck. */
export const salePrice = (value: number, random: Random): number =>
  wholeDollars(value * Math.exp(SALE_NOISE * random.normal()));
