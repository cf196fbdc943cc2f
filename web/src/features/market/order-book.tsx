import { compareMoney, type Money } from "#web/features/money/money.ts";
import type { Level } from "#web/features/trading/standing.ts";
import { classNames } from "#web/ui/class-names.ts";
import { Price } from "#web/ui/price.tsx";

const LEVELS_SHOWN_MAX = 10;

type Side = "bid" | "ask";
type RowProps = Readonly<{ side: Side; level: Level; largest: number; mine: boolean }>;

/** One price: the figure towards the middle, how many pieces as a bar behind it. */
const Row = ({ side, level, largest, mine }: RowProps) => (
  <li
    className={classNames("relative flex h-8 items-center gap-2 px-2", side === "ask" && "flex-row-reverse")}
  >
    <span
      aria-hidden="true"
      style={{ width: `${Math.max(3, (level.quantity / largest) * 100)}%` }}
      className={classNames(
        "absolute inset-y-0.5 rounded-small",
        side === "bid" ? "right-0 bg-bid-wash" : "left-0 bg-ask-wash",
      )}
    />
    <span className={classNames("numeric label relative flex-1", side === "ask" && "text-right")}>
      {level.quantity}
      <span className="sr-only"> pieces at</span>
      {mine && <span className="mx-2 font-semibold text-accent">yours</span>}
    </span>
    <Price
      money={level.price}
      className={classNames("relative font-semibold", side === "bid" ? "text-bid-ink" : "text-ask-ink")}
    />
  </li>
);

type HalfProps = Readonly<{ side: Side; levels: readonly Level[]; largest: number; own: readonly Money[] }>;

const Half = ({ side, levels, largest, own }: HalfProps) => (
  <section aria-label={side === "bid" ? "Bids" : "Asks"}>
    <h3
      className={classNames(
        "label flex justify-between px-2 pb-1 font-medium",
        side === "ask" && "flex-row-reverse",
      )}
    >
      <span aria-hidden="true">Pieces</span>
      <span className={classNames("font-semibold", side === "bid" ? "text-bid-ink" : "text-ask-ink")}>
        {side === "bid" ? "Bids" : "Asks"}
      </span>
    </h3>
    {levels.length === 0 ? (
      <p className={classNames("label px-2 py-1.5", side === "bid" && "text-right")}>
        {side === "bid" ? "Nobody bids yet." : "Nobody asks yet."}
      </p>
    ) : (
      <ol>
        {levels.map((level) => (
          <Row
            key={level.price.amount}
            side={side}
            level={level}
            largest={largest}
            mine={own.some((price) => compareMoney(price, level.price) === 0)}
          />
        ))}
      </ol>
    )}
  </section>
);

type Props = Readonly<{
  bids: readonly Level[];
  asks: readonly Level[];
  ownBids: readonly Money[];
  ownAsks: readonly Money[];
}>;

/** The depth ladder: bids at the left, asks at the right, the best of each at the top, in the middle. */
export function OrderBook({ bids, asks, ownBids, ownAsks }: Props) {
  const shown = { bids: bids.slice(0, LEVELS_SHOWN_MAX), asks: asks.slice(0, LEVELS_SHOWN_MAX) };
  const largest = Math.max(1, ...[...shown.bids, ...shown.asks].map(({ quantity }) => quantity));
  return (
    <div className="grid grid-cols-2 gap-1.5" data-testid="order-book">
      <Half side="bid" levels={shown.bids} largest={largest} own={ownBids} />
      <Half side="ask" levels={shown.asks} largest={largest} own={ownAsks} />
    </div>
  );
}
