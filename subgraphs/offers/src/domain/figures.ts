import { type Money, money } from "@outcry/kernel";

/** Sums over a market's sales of the last twelve months, from which its figures follow. */
export type YearSums = Readonly<{
  high: bigint | null;
  low: bigint | null;
  turnover: bigint;
  pieces: number;
  /** Logarithmic returns between consecutive sales, both within the twelve months. */
  returns: number;
  returnSum: number;
  returnSquares: number;
}>;

/** Two returns are the fewest that have a sample deviation. */
const RETURNS_MIN = 2;

/** Sample standard deviation of the logarithmic returns, as a fraction; null with fewer than three sales. */
export function volatilityOf({ returns, returnSum, returnSquares }: YearSums): number | null {
  if (returns < RETURNS_MIN) return null;
  const variance = (returnSquares - (returnSum * returnSum) / returns) / (returns - 1);
  return Math.sqrt(Math.max(0, variance));
}

/** Fractions are applied to money in millionths, so that the amount itself stays a whole number. */
const MILLIONTHS = 1_000_000;

const times = (amount: Money, fraction: number): Money => {
  const scaled = amount.minor * BigInt(Math.round(fraction * MILLIONTHS));
  const half = BigInt(MILLIONTHS / 2);
  return money((scaled + half) / BigInt(MILLIONTHS), amount.currency);
};

/** Last sale × (1 ± volatility), rounded to a minor unit; never under nothing. */
export const tradeRangeOf = (lastSale: Money, volatility: number): { low: Money; high: Money } => ({
  low: times(lastSale, Math.max(0, 1 - volatility)),
  high: times(lastSale, 1 + volatility),
});

/** (last sale − retail) ÷ retail, as a fraction; null when they do not compare. */
export function premiumOf(lastSale: Money | null, retail: Money | null): number | null {
  if (!lastSale || !retail || retail.minor === 0n || lastSale.currency !== retail.currency) return null;
  return Number(lastSale.minor - retail.minor) / Number(retail.minor);
}

/** Turnover ÷ pieces, rounded half up to a minor unit; null without a sale. */
export const averageOf = ({ turnover, pieces }: YearSums): bigint | null =>
  pieces === 0 ? null : (turnover * 2n + BigInt(pieces)) / (2n * BigInt(pieces));
