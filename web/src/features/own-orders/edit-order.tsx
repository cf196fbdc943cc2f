"use client";

import { type FormEvent, type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import {
  addMoney,
  compareMoney,
  formatMoney,
  fromMinor,
  type Money,
  readPrice,
  toMinor,
} from "#web/features/money/money.ts";
import { explainRefusal } from "#web/features/trading/refusals.ts";
import { ordinal, priceProblem, type Side } from "#web/features/trading/standing.ts";
import type { MarketDetailFragment } from "#web/graph/__generated__/graphql.ts";
import { Button } from "#web/ui/button.tsx";
import { Field } from "#web/ui/field.tsx";
import { useToast } from "#web/ui/toast.tsx";
import { amendmentOf, readPieces } from "./amendment.ts";
import { AmendmentNote } from "./amendment-note.tsx";
import type { KindOfOrder, OwnOrder } from "./own-order.ts";
import { type Amended, useAmend } from "./use-amend.ts";

type Props = KindOfOrder & Readonly<{ market: MarketDetailFragment | null; onDone: () => void }>;

type ButtonProps = KindOfOrder & Readonly<{ editing: boolean; onEdit: () => void }>;

/** Opens the editor of an order, and takes the focus back when it closes. */
export function EditButton({ kind, order, editing, onEdit }: ButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(editing);
  useEffect(() => {
    if (wasEditing.current && !editing) button.current?.focus();
    wasEditing.current = editing;
  }, [editing]);
  // A paused bid is brought back as it was first: its editor would speak of a place that it does not have.
  if (editing || order.state === "PAUSED" || !order.availableActions.includes("UPDATE")) return null;
  return (
    <Button
      ref={button}
      look="outline"
      size="small"
      aria-label={`Edit ${kind} of ${formatMoney(order.price)}`}
      onClick={onEdit}
    >
      Edit
    </Button>
  );
}

const STEPS: Readonly<Record<string, number>> = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

/** Whole amounts as people type them. */
const plain = (money: Money): string => money.amount.replace(/\.0+$/, "");

const openPiecesWords = (pieces: number): string => (pieces === 1 ? "1 piece" : `${pieces} pieces`);

/** A change that is being typed, and what would become of it. */
function useChange({ kind, order }: KindOfOrder, market: MarketDetailFragment | null) {
  const { currencyCode } = order.price;
  const [priceText, setPriceText] = useState(() => plain(order.price));
  const [piecesText, setPiecesText] = useState(() => String(order.remaining));
  const side: Side = kind === "bid" ? "BUY" : "SELL";
  const price = readPrice(priceText, currencyCode);
  const pieces = readPieces(piecesText);
  const wrongPrice =
    price && market
      ? priceProblem(price, { tick: market.tick, minimum: market.minimumPrice }, formatMoney)
      : null;
  const problems = {
    price: price ? wrongPrice : "Enter a price, such as 450.",
    pieces: pieces ? null : "From 1 to 1,000.",
  };
  const change = price && pieces && !wrongPrice ? { price, openPieces: pieces } : null;
  const book = market?.orderBook;
  const amendment = useMemo(
    () =>
      price && pieces && !wrongPrice && book
        ? amendmentOf(side, order, { price, remaining: pieces }, book)
        : null,
    [side, order, price, pieces, wrongPrice, book],
  );
  const step = (steps: number): void => {
    const tick = market ? (toMinor(market.tick) ?? 1n) : 1n;
    const next = addMoney(price ?? order.price, fromMinor(tick * BigInt(steps), currencyCode));
    const least = market?.minimumPrice;
    setPriceText(plain(least && compareMoney(next, least) < 0 ? least : next));
  };
  return { priceText, setPriceText, piecesText, setPiecesText, problems, change, amendment, step, side };
}

/** What to say once it is saved. */
function wordsOf({ kind, order: before }: KindOfOrder, done: Extract<Amended, { kind: "done" }>): string {
  const [trade] = done.trades;
  if (trade) return `Your ${kind} traded at ${formatMoney(trade.price)}.`;
  const { price, remaining, queuePosition } = done.order;
  const pieces = remaining === before.remaining ? "" : `, ${openPiecesWords(remaining)}`;
  const place = queuePosition ? `, ${ordinal(queuePosition)} in line` : "";
  return `Your ${kind} is now ${formatMoney(price)}${pieces}${place}.`;
}

type Typed = Omit<ReturnType<typeof useChange>, "change" | "amendment" | "side">;

function Fields({ typed, order }: Readonly<{ typed: Typed; order: OwnOrder }>) {
  return (
    <>
      <Field
        label="Price, $"
        inputMode="decimal"
        autoComplete="off"
        autoFocus
        maxLength={12}
        value={typed.priceText}
        problem={typed.problems.price}
        onChange={(event) => typed.setPriceText(event.target.value)}
        onKeyDown={(event) => {
          const steps = STEPS[event.key];
          if (steps === undefined) return;
          event.preventDefault();
          typed.step(steps);
        }}
        className="numeric @xl:w-40"
      />
      <Field
        label="Open pieces"
        inputMode="numeric"
        autoComplete="off"
        maxLength={4}
        value={typed.piecesText}
        problem={typed.problems.pieces}
        hint={order.quantity > order.remaining ? `Of ${order.quantity} at first.` : undefined}
        onChange={(event) => typed.setPiecesText(event.target.value)}
        className="numeric @xl:w-32"
      />
    </>
  );
}

/** Why it was not changed. */
function Problem({ answer, side }: Readonly<{ answer: Amended | null; side: Side }>) {
  if (answer?.kind !== "refused" && answer?.kind !== "broken") return null;
  return (
    <p role="alert" className="font-medium text-danger">
      {answer.kind === "refused" ? explainRefusal(answer.refusal, side).sentence : answer.fault.message}
    </p>
  );
}

/** Changes one's own order where it stands: what the change does to its place is said before it is saved. */
export function EditOrder({ kind, order, market, onDone }: Props) {
  const say = useToast();
  const { amend, busy } = useAmend({ kind, order });
  const [answer, setAnswer] = useState<Amended | null>(null);
  const { change, amendment, side, ...typed } = useChange({ kind, order }, market);
  const isHalted = market?.halted ?? false;

  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (!change || busy || amendment?.kind === "unchanged") return;
    const outcome = await amend(change);
    setAnswer(outcome);
    if (outcome.kind !== "done") return;
    const [trade] = outcome.trades;
    const href = trade?.order
      ? `/orders/${trade.order.id}`
      : kind === "bid"
        ? "/orders"
        : "/orders?as=seller";
    say(wordsOf({ kind, order }, outcome), "done", trade ? { href, label: "See the order" } : undefined);
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onDone();
  };
  return (
    <form
      aria-label={`Change ${kind} of ${formatMoney(order.price)}`}
      onSubmit={(event) => void save(event)}
      onKeyDown={onKeyDown}
      noValidate
      className="@container grid gap-3 rounded-base border border-grey-3 bg-grey-1 p-4"
    >
      <div className="grid grid-cols-2 items-start gap-3 @xl:flex @xl:flex-wrap">
        <Fields typed={typed} order={order} />
        <div className="col-span-2 flex gap-2 @xl:pt-5.5">
          <Button
            type="submit"
            look={kind}
            busy={busy}
            disabled={!change || isHalted || amendment?.kind === "unchanged"}
            className="flex-1 @xl:flex-none"
          >
            {change ? `Save ${kind} of ${formatMoney(change.price)}` : `Save ${kind}`}
          </Button>
          <Button look="quiet" onClick={onDone}>
            Leave it
          </Button>
        </div>
      </div>
      <AmendmentNote kind={kind} order={order} amendment={amendment} isHalted={isHalted} />
      <Problem answer={answer} side={side} />
    </form>
  );
}
