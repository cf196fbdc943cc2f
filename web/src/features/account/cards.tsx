"use client";

import { useMutation } from "@apollo/client/react";
import { CreditCard } from "lucide-react";
import { useState } from "react";
import {
  AccountDocument,
  RemovePaymentMethodDocument,
  type SavedCardFragment,
} from "#web/graph/__generated__/graphql.ts";
import { Badge } from "#web/ui/badge.tsx";
import { Button } from "#web/ui/button.tsx";
import { useToast } from "#web/ui/toast.tsx";
import type { Viewer } from "./account-page.tsx";
import { AddCard } from "./add-card.tsx";
import { attempt } from "./attempt.ts";

function Card({ card }: Readonly<{ card: SavedCardFragment }>) {
  const say = useToast();
  const [remove, { loading }] = useMutation(RemovePaymentMethodDocument, {
    refetchQueries: [AccountDocument],
  });
  const perform = async () => {
    const found = await attempt(async () => {
      const { data, error } = await remove({ variables: { input: { paymentMethodId: card.id } } });
      return { payload: data?.removePaymentMethod, error };
    });
    if (found) say(found.message, "problem");
    else say("The card is removed.");
  };
  return (
    <li className="flex items-center gap-2 rounded-base border border-grey-3 px-3 py-2.5 sm:gap-3 sm:px-4">
      <CreditCard aria-hidden="true" className="size-5 shrink-0 text-grey-6" />
      <span className="flex-1 whitespace-nowrap">
        <span className="font-medium capitalize">{card.brand}</span>{" "}
        <span className="numeric">•••• {card.last4}</span>
        <span className="label numeric block">
          expires {String(card.expiryMonth).padStart(2, "0")}/{card.expiryYear}
        </span>
      </span>
      {card.isDeclined ? (
        <Badge tone="danger">Was declined</Badge>
      ) : (
        card.isDefault && <Badge tone="accent">Is charged</Badge>
      )}
      <Button look="quiet" size="small" busy={loading} onClick={() => void perform()}>
        Remove
      </Button>
    </li>
  );
}

/** Saved cards, the one that is charged first. */
export function Cards({ viewer }: Readonly<{ viewer: Viewer }>) {
  const say = useToast();
  const cards = viewer.paymentMethods ?? [];
  const [adding, setAdding] = useState(cards.length === 0);
  return (
    <>
      {cards.length === 0 && (
        <p className="text-grey-7">No card yet. Bids need one; you are charged only when a bid trades.</p>
      )}
      <ul className="grid gap-2">
        {cards.map((card) => (
          <Card key={card.id} card={card} />
        ))}
      </ul>
      {adding ? (
        <AddCard
          onSaved={() => {
            setAdding(false);
            say("The card is saved.");
          }}
        />
      ) : (
        <Button look="outline" className="justify-self-start" onClick={() => setAdding(true)}>
          Add a card
        </Button>
      )}
    </>
  );
}
