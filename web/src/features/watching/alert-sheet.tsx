"use client";

import { useId, useState } from "react";
import {
  addMoney,
  formatMoney,
  fromMinor,
  type Money,
  readPrice,
  toMinor,
} from "#web/features/money/money.ts";
import { priceProblem } from "#web/features/trading/standing.ts";
import type {
  AlertRowFragment,
  MarketDetailFragment,
  PriceAlertKind,
} from "#web/graph/__generated__/graphql.ts";
import { Button } from "#web/ui/button.tsx";
import { Note } from "#web/ui/notes.tsx";
import { Price } from "#web/ui/price.tsx";
import { Sheet } from "#web/ui/sheet.tsx";
import { Stepper } from "#web/ui/stepper.tsx";
import { useToast } from "#web/ui/toast.tsx";
import { ALERT_CHOICES, isThere, needsPrice, waitsFor } from "./alerts.ts";
import { usePriceAlerts } from "./use-watching.ts";

type Props = Readonly<{
  what: string;
  variantId: string;
  market: MarketDetailFragment;
  alerts: readonly AlertRowFragment[];
  onClose: () => void;
}>;

const plain = (money: Money): string => money.amount.replace(/\.0+$/, "");

/** The price a sheet opens with: a step towards where one would want it. */
function firstPrice(
  kind: PriceAlertKind,
  { lowestAsk, highestBid, lastSale, minimumPrice, tick }: MarketDetailFragment,
): Money {
  const near = (kind === "BELOW" ? lowestAsk : highestBid) ?? lastSale?.price ?? minimumPrice;
  const steps = kind === "BELOW" ? -1n : 1n;
  const moved = addMoney(near, fromMinor((toMinor(tick) ?? 1n) * steps, near.currencyCode));
  return (toMinor(moved) ?? 0n) < (toMinor(minimumPrice) ?? 0n) ? minimumPrice : moved;
}

function useAlertDraft(market: MarketDetailFragment) {
  const [kind, setKind] = useState<PriceAlertKind>("BELOW");
  const [text, setText] = useState(() => plain(firstPrice("BELOW", market)));
  const { currencyCode, tick, minimumPrice: minimum } = market;
  const price = needsPrice(kind) ? readPrice(text, currencyCode) : null;
  const problem = needsPrice(kind) ? priceProblem(price, { tick, minimum }, formatMoney) : null;
  return {
    kind,
    text,
    setText,
    price,
    problem,
    choose: (next: PriceAlertKind) => {
      // What was typed stays; a price nobody touched follows the choice.
      if (needsPrice(next) && text === plain(firstPrice(kind, market)))
        setText(plain(firstPrice(next, market)));
      setKind(next);
    },
    step: (steps: number) => {
      const moved = addMoney(
        price ?? minimum,
        fromMinor((toMinor(tick) ?? 1n) * BigInt(steps), currencyCode),
      );
      setText(plain((toMinor(moved) ?? 0n) < (toMinor(minimum) ?? 0n) ? minimum : moved));
    },
  };
}

type Draft = ReturnType<typeof useAlertDraft>;

function Kinds({ draft }: Readonly<{ draft: Draft }>) {
  const name = useId();
  return (
    <fieldset className="grid gap-1.5">
      <legend className="mb-1.5 text-small font-medium text-grey-7">Tell me when</legend>
      {ALERT_CHOICES.map((choice) => (
        <label
          key={choice.kind}
          className="flex min-h-13 cursor-pointer items-center gap-3 rounded-base border border-grey-3 px-3.5 py-2 hover:border-grey-5 has-checked:border-ink has-checked:bg-raised has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            name={name}
            value={choice.kind}
            checked={draft.kind === choice.kind}
            onChange={() => draft.choose(choice.kind)}
            className="size-4 accent-accent outline-none"
          />
          <span>
            <span className="block font-medium">{choice.name}</span>
            <span className="label block">{choice.about}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function PriceField({ draft, market }: Readonly<{ draft: Draft; market: MarketDetailFragment }>) {
  if (!needsPrice(draft.kind)) return null;
  const below = draft.kind === "BELOW";
  const now = below ? market.lowestAsk : market.highestBid;
  const there = draft.price && isThere(draft, market);
  return (
    <Stepper
      label={below ? "Falls to" : "Rises to"}
      sign="$"
      value={draft.text}
      onChange={draft.setText}
      onStep={draft.step}
      problem={draft.problem !== null}
      note={
        draft.problem ? (
          <span className="text-danger">{draft.problem}</span>
        ) : (
          <span className="text-grey-7">
            {below ? "The lowest ask is" : "The highest bid is"}{" "}
            <strong className="font-semibold text-ink">
              <Price money={now} none="not there yet" live />
            </strong>
            {there ? ", so you would be told within a minute." : "."}
          </span>
        )
      }
    />
  );
}

function Standing({ alerts }: Pick<Props, "alerts">) {
  const say = useToast();
  const { remove, busy } = usePriceAlerts();
  const waiting = alerts.filter(({ triggeredAt }) => !triggeredAt);
  if (waiting.length === 0) return null;
  return (
    <section className="grid gap-1">
      <h3 className="text-small font-medium text-grey-7">Already waiting</h3>
      <ul>
        {waiting.map((alert) => (
          <li
            key={alert.id}
            className="flex items-center justify-between gap-3 border-b border-grey-2 py-1.5 last:border-0"
          >
            <span className="font-medium">{waitsFor(alert)}</span>
            <Button
              look="quiet"
              size="small"
              disabled={busy}
              aria-label={`Remove alert: ${waitsFor(alert)}`}
              onClick={async () => {
                const problem = await remove(alert);
                if (problem) say(problem.message, "problem");
              }}
            >
              Remove
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Where one asks to be told of a price in one market, and sees what one asked for already. */
export function AlertSheet({ what, variantId, market, alerts, onClose }: Props) {
  const say = useToast();
  const draft = useAlertDraft(market);
  const { create, busy } = usePriceAlerts();
  const [problem, setProblem] = useState<string | null>(null);
  const { kind, price } = draft;
  const send = async () => {
    const currencyCode = market.currencyCode;
    const priced = price ? { price: { amount: price.amount, currencyCode } } : {};
    const refused = await create({ variantId, kind, currencyCode, ...priced });
    setProblem(refused?.message ?? null);
    if (refused) return;
    say(`You will be told, once: ${waitsFor({ kind, price }).toLowerCase()}.`);
    onClose();
  };
  return (
    <Sheet
      open
      onOpenChange={(open) => !open && onClose()}
      title="Price alert"
      description={`Price alert for ${what}`}
    >
      <div className="grid gap-5 p-5">
        <p className="text-large font-semibold">{what}</p>
        <Kinds draft={draft} />
        <PriceField draft={draft} market={market} />
        {problem && (
          <Note tone="problem">
            <p className="font-medium">{problem}</p>
          </Note>
        )}
        <Standing alerts={alerts} />
        <div className="sticky bottom-0 -mx-5 -mb-5 border-t border-grey-3 bg-paper px-5 py-4">
          <Button
            size="large"
            wide
            busy={busy}
            disabled={needsPrice(kind) && (!price || draft.problem !== null)}
            onClick={() => void send()}
          >
            {price ? `Tell me at ${formatMoney(price)}` : "Tell me"}
          </Button>
          <p className="label mt-2 text-center">
            You are told once, on any page of Outcry that is open. It buys nothing.
          </p>
        </div>
      </div>
    </Sheet>
  );
}
