"use client";

import { useMutation } from "@apollo/client/react";
import { useRef, useState } from "react";
import { faultIn } from "#web/features/market/use-market.ts";
import type { Money } from "#web/features/money/money.ts";
import {
  BuyNowDocument,
  type NewTradeFragment,
  type OwnAskFragment,
  type OwnBidFragment,
  PlaceAskDocument,
  PlaceBidDocument,
  type RefusalFragment,
  SellNowDocument,
  TraderDocument,
} from "#web/graph/__generated__/graphql.ts";
import type { Fault } from "#web/graph/fault.ts";
import type { Act } from "./act.ts";
import { makeIntentKey } from "./intent.ts";

/** What became of an order. */
export type Sent =
  | Readonly<{ kind: "traded"; trade: NewTradeFragment }>
  | Readonly<{ kind: "resting"; order: OwnBidFragment | OwnAskFragment }>
  | Readonly<{ kind: "refused"; refusal: RefusalFragment }>
  | Readonly<{ kind: "broken"; fault: Fault }>;

export type OrderToSend = Readonly<{ act: Act; variantId: string; price: Money; days: number }>;

type Outcome = Readonly<{
  trade?: NewTradeFragment | null | undefined;
  order?: OwnBidFragment | OwnAskFragment | null | undefined;
  userErrors: readonly RefusalFragment[];
}>;

const UNKNOWN: Fault = {
  code: "INTERNAL",
  message: "We did not hear what became of it. Send it again: it will not count twice.",
  reference: null,
};

function sentFrom(outcome: Outcome | null, error: unknown): Sent {
  const [refusal] = outcome?.userErrors ?? [];
  if (refusal) return { kind: "refused", refusal };
  if (outcome?.trade) return { kind: "traded", trade: outcome.trade };
  if (outcome?.order) return { kind: "resting", order: outcome.order };
  return { kind: "broken", fault: faultIn(error) ?? UNKNOWN };
}

/**
 * Sends orders. One intent has one key: after a lost answer the same order is sent with the same key, and counts once.
 * `renew` is for an order that was refused, remedied, and is meant again.
 */
export function useSendOrder() {
  const intent = useRef(makeIntentKey());
  const [sent, setSent] = useState<Sent | null>(null);
  const [busy, setBusy] = useState(false);
  const options = { refetchQueries: [TraderDocument] };
  const [placeBid] = useMutation(PlaceBidDocument, options);
  const [placeAsk] = useMutation(PlaceAskDocument, options);
  const [buyNow] = useMutation(BuyNowDocument, options);
  const [sellNow] = useMutation(SellNowDocument, options);

  const perform = async ({
    act,
    variantId,
    price: { amount, currencyCode },
    days,
  }: OrderToSend): Promise<Sent> => {
    const price = { amount, currencyCode };
    const idempotencyKey = intent.current.keyFor({ act, variantId, price, days });
    const order = { variantId, price, expiresInDays: days, idempotencyKey };
    switch (act) {
      case "bid": {
        const { data, error } = await placeBid({ variables: { input: order } });
        const payload = data?.placeBid;
        return sentFrom(
          payload ? { trade: payload.trades[0], order: payload.bid, userErrors: payload.userErrors } : null,
          error,
        );
      }
      case "ask": {
        const { data, error } = await placeAsk({ variables: { input: order } });
        const payload = data?.placeAsk;
        return sentFrom(
          payload ? { trade: payload.trades[0], order: payload.ask, userErrors: payload.userErrors } : null,
          error,
        );
      }
      case "buy": {
        const { data, error } = await buyNow({
          variables: { input: { variantId, maxPrice: price, idempotencyKey } },
        });
        return sentFrom(data?.buyNow ?? null, error);
      }
      case "sell": {
        const { data, error } = await sellNow({
          variables: { input: { variantId, minPrice: price, idempotencyKey } },
        });
        return sentFrom(data?.sellNow ?? null, error);
      }
    }
  };

  const send = async (order: OrderToSend): Promise<Sent> => {
    setBusy(true);
    const outcome = await perform(order).catch(
      (thrown): Sent => ({ kind: "broken", fault: faultIn(thrown) ?? UNKNOWN }),
    );
    // The first answer is kept under its key, refusals too: meaning it again needs a new one.
    if (outcome.kind !== "broken") intent.current.renew();
    setSent(outcome);
    setBusy(false);
    return outcome;
  };
  return { send, sent, busy, forget: () => setSent(null) };
}
