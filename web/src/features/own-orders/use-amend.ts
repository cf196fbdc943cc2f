"use client";

import { useMutation } from "@apollo/client/react";
import { useRef, useState } from "react";
import { faultIn } from "#web/features/market/use-market.ts";
import type { Money } from "#web/features/money/money.ts";
import { makeIntentKey } from "#web/features/trading/intent.ts";
import {
  type NewTradeFragment,
  type RefusalFragment,
  UpdateAskDocument,
  UpdateBidDocument,
} from "#web/graph/__generated__/graphql.ts";
import type { Fault } from "#web/graph/fault.ts";
import type { KindOfOrder, OwnOrder } from "./own-order.ts";

/** What became of a change. */
export type Amended =
  | Readonly<{ kind: "done"; order: OwnOrder; trades: readonly NewTradeFragment[] }>
  | Readonly<{ kind: "refused"; refusal: RefusalFragment }>
  | Readonly<{ kind: "broken"; fault: Fault }>;

const UNKNOWN: Fault = {
  code: "INTERNAL",
  message: "We did not hear whether it was changed. Try again: it will not count twice.",
  reference: null,
};

type Outcome = Readonly<{
  order: OwnOrder | null | undefined;
  trades: readonly NewTradeFragment[];
  userErrors: readonly RefusalFragment[];
}>;

function amendedFrom(outcome: Outcome | null, error: unknown): Amended {
  const [refusal] = outcome?.userErrors ?? [];
  if (refusal) return { kind: "refused", refusal };
  if (outcome?.order) return { kind: "done", order: outcome.order, trades: outcome.trades };
  return { kind: "broken", fault: faultIn(error) ?? UNKNOWN };
}

export type Change = Readonly<{ price: Money; openPieces: number }>;

/** Changes a resting order in place. Like placing, one intent has one key: a lost answer is asked for again, and counts once. */
export function useAmend({ kind, order }: KindOfOrder) {
  const intent = useRef(makeIntentKey());
  const [busy, setBusy] = useState(false);
  const [updateBid] = useMutation(UpdateBidDocument);
  const [updateAsk] = useMutation(UpdateAskDocument);

  const perform = async ({ price: { amount, currencyCode }, openPieces }: Change): Promise<Amended> => {
    // What is traded or withdrawn already counts in the quantity.
    const quantity = order.quantity - order.remaining + openPieces;
    const change = { price: { amount, currencyCode }, quantity };
    const idempotencyKey = intent.current.keyFor({ id: order.id, ...change });
    if (kind === "bid") {
      const input = { bidId: order.id, ...change, idempotencyKey };
      const { data, error } = await updateBid({ variables: { input } });
      const payload = data?.updateBid;
      return amendedFrom(payload ? { ...payload, order: payload.bid } : null, error);
    }
    const input = { askId: order.id, ...change, idempotencyKey };
    const { data, error } = await updateAsk({ variables: { input } });
    const payload = data?.updateAsk;
    return amendedFrom(payload ? { ...payload, order: payload.ask } : null, error);
  };

  const amend = async (change: Change): Promise<Amended> => {
    setBusy(true);
    const outcome = await perform(change).catch(
      (thrown): Amended => ({ kind: "broken", fault: faultIn(thrown) ?? UNKNOWN }),
    );
    if (outcome.kind !== "broken") intent.current.renew();
    setBusy(false);
    return outcome;
  };
  return { amend, busy };
}
