"use client";

import { useMutation } from "@apollo/client/react";
import { useState } from "react";
import { attempt } from "#web/features/account/attempt.ts";
import { formatMoney } from "#web/features/money/money.ts";
import { CancelAskDocument, CancelBidDocument } from "#web/graph/__generated__/graphql.ts";
import { Button } from "#web/ui/button.tsx";
import { useToast } from "#web/ui/toast.tsx";
import type { KindOfOrder } from "./own-order.ts";

/** Takes an order out of the book, after asking once more in place. */
export function CancelOrder({ kind, order }: KindOfOrder) {
  const say = useToast();
  const [asked, setAsked] = useState(false);
  const [cancelBid, bidState] = useMutation(CancelBidDocument);
  const [cancelAsk, askState] = useMutation(CancelAskDocument);
  const price = formatMoney(order.price);
  const perform = async () => {
    const problem = await attempt(async () => {
      if (kind === "bid") {
        const { data, error } = await cancelBid({ variables: { input: { bidId: order.id } } });
        return { payload: data?.cancelBid, error };
      }
      const { data, error } = await cancelAsk({ variables: { input: { askId: order.id } } });
      return { payload: data?.cancelAsk, error };
    });
    if (problem) say(problem.message, "problem");
    else say(`Your ${kind} of ${price} is out of the book.`);
    setAsked(false);
  };
  if (!order.availableActions.includes("CANCEL")) return null;
  if (!asked)
    return (
      <Button
        look="outline"
        size="small"
        aria-label={`Cancel ${kind} of ${price}`}
        onClick={() => setAsked(true)}
      >
        Cancel
      </Button>
    );
  return (
    <span className="inline-flex gap-1">
      <Button
        look="danger"
        size="small"
        autoFocus
        busy={bidState.loading || askState.loading}
        onClick={() => void perform()}
      >
        Cancel {kind}
      </Button>
      <Button look="quiet" size="small" onClick={() => setAsked(false)}>
        Keep
      </Button>
    </span>
  );
}
