import { formatMoney, type Money, toApproximateNumber } from "#web/features/money/money.ts";
import type { DeepLevel } from "./book.ts";

const WIDTH = 600;
const HEIGHT = 120;
const FLOOR = HEIGHT - 4;

type Props = Readonly<{
  bids: readonly DeepLevel[];
  asks: readonly DeepLevel[];
  own: readonly Readonly<{ side: "bid" | "ask"; price: Money }>[];
}>;

/** The steps of one side, from its best price outwards to the edge of the picture. */
function stepsOf(
  levels: readonly DeepLevel[],
  x: (price: number) => number,
  y: (total: number) => number,
  edge: number,
): string {
  const [best] = levels;
  if (!best) return "";
  const start = x(toApproximateNumber(best.price));
  const risers = levels.map(
    (level) => `H${x(toApproximateNumber(level.price)).toFixed(1)}V${y(level.total).toFixed(1)}`,
  );
  return `M${start.toFixed(1)},${FLOOR}${risers.join("")}H${edge}V${FLOOR}Z`;
}

/** How many pieces could be had, and sold, up to each price: the two sides of the book as slopes that face each other. */
export function DepthCurve({ bids, asks, own }: Props) {
  const levels = [...bids, ...asks];
  if (levels.length < 2) return null;
  const prices = levels.map(({ price }) => toApproximateNumber(price));
  const [low, high] = [Math.min(...prices), Math.max(...prices)];
  const margin = (high - low || 1) * 0.04;
  const most = Math.max(...levels.map(({ total }) => total));
  const x = (price: number): number => ((price - low + margin) / (high - low + 2 * margin)) * WIDTH;
  const y = (total: number): number => FLOOR - (total / most) * (FLOOR - 8);
  const ownPrices = [...new Map(own.map((one) => [`${one.side} ${one.price.amount}`, one])).values()];
  const words = [bids, asks].map((side, index) => {
    const last = side.at(-1);
    const pieces = last ? `${last.total} ${last.total === 1 ? "piece" : "pieces"}` : "nothing";
    return index === 0
      ? `${pieces} bid for${last ? ` down to ${formatMoney(last.price)}` : ""}`
      : `${pieces} asked for${last ? ` up to ${formatMoney(last.price)}` : ""}`;
  });
  return (
    <figure className="mb-2">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Depth: ${words.join(", ")}.`}
        className="h-24 w-full sm:h-28"
      >
        <path
          d={stepsOf(bids, x, y, 0)}
          className="fill-bid-wash stroke-bid"
          strokeWidth="1.5"
          vectorEffect="non-scaling-stroke"
        />
        <path
          d={stepsOf(asks, x, y, WIDTH)}
          className="fill-ask-wash stroke-ask"
          strokeWidth="1.5"
          vectorEffect="non-scaling-stroke"
        />
        {ownPrices.map(({ side, price }) => (
          <line
            key={`${side} ${price.amount}`}
            x1={x(toApproximateNumber(price))}
            x2={x(toApproximateNumber(price))}
            y1={4}
            y2={FLOOR}
            className="stroke-accent"
            strokeWidth="2"
            strokeDasharray="3 3"
            vectorEffect="non-scaling-stroke"
          />
        ))}
      </svg>
      <figcaption className="numeric label flex justify-between" aria-hidden="true">
        <span>{formatMoney((bids.at(-1) ?? asks[0] ?? levels[0])?.price as Money)}</span>
        <span>{formatMoney((asks.at(-1) ?? bids[0] ?? levels[0])?.price as Money)}</span>
      </figcaption>
    </figure>
  );
}
