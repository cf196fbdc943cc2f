"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import {
  changeInPercent,
  compareMoney,
  formatMoney,
  type Money,
  negateMoney,
  signOf,
} from "#web/features/money/money.ts";
import { classNames } from "./class-names.ts";

type Direction = "up" | "down" | null;

/** In which direction a price moved last, with a count that makes each move flash anew. */
function useMove(money: Money | null): { direction: Direction; moves: number } {
  const before = useRef(money);
  const [move, setMove] = useState<{ direction: Direction; moves: number }>({ direction: null, moves: 0 });
  useEffect(() => {
    const last = before.current;
    before.current = money;
    if (!money || !last || last.currencyCode !== money.currencyCode) return;
    const order = compareMoney(money, last);
    if (order !== 0) setMove(({ moves }) => ({ direction: order > 0 ? "up" : "down", moves: moves + 1 }));
  }, [money]);
  return move;
}

type PriceProps = Readonly<{
  money: Money | null | undefined;
  none?: string;
  live?: boolean;
  className?: string;
}>;

/** An amount in figures that align. When it is live and moves, it flashes its direction once. */
export function Price({ money, none = "—", live = false, className }: PriceProps) {
  const { direction, moves } = useMove(live ? (money ?? null) : null);
  if (!money) return <span className={classNames("numeric text-grey-6", className)}>{none}</span>;
  return (
    <span
      key={moves}
      className={classNames(
        "numeric rounded-small",
        direction === "up" && "flash-up",
        direction === "down" && "flash-down",
        className,
      )}
    >
      {formatMoney(money)}
    </span>
  );
}

type ChangeProps = Readonly<{ now: Money; change: Money | null | undefined; className?: string }>;

/** How much a price moved: an arrow first, then the amount and the share, and colour last. */
export function Change({ now, change, className }: ChangeProps) {
  if (!change) return null;
  const sign = signOf(change);
  const percent = changeInPercent(now, change);
  if (sign === 0)
    return <span className={classNames("numeric text-small text-grey-6", className)}>unchanged</span>;
  const Arrow = sign > 0 ? ArrowUp : ArrowDown;
  return (
    <span
      className={classNames(
        "numeric inline-flex items-center gap-0.5 text-small font-medium",
        sign > 0 ? "text-bid-ink" : "text-ask-ink",
        className,
      )}
    >
      <Arrow aria-hidden="true" className="size-3.5" strokeWidth={2.4} />
      <span className="sr-only">{sign > 0 ? "up" : "down"}</span>
      {formatMoney(sign > 0 ? change : negateMoney(change))}
      {percent && <span> ({percent.replace(/^[+−]/, "")})</span>}
    </span>
  );
}
