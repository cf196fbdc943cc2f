"use client";

import { AddCard } from "#web/features/account/add-card.tsx";
import type { Money } from "#web/features/money/money.ts";
import { formatMoney } from "#web/features/money/money.ts";
import { Button, LinkButton } from "#web/ui/button.tsx";
import { Note } from "#web/ui/notes.tsx";
import type { Explanation } from "./refusals.ts";

type Props = Readonly<{
  explanation: Explanation;
  onPrice: (price: Money) => void;
  onCardSaved: () => void;
  onOwnPrice: () => void;
}>;

/** Why an order was refused, and the way on, right here. */
export function RefusalNote({ explanation: { sentence, remedy }, onPrice, onCardSaved, onOwnPrice }: Props) {
  return (
    <Note tone="problem">
      <div className="grid gap-3">
        <p className="font-medium">{sentence}</p>
        {remedy.kind === "add-card" && <AddCard onSaved={onCardSaved} />}
        {remedy.kind === "use-price" && (
          <Button
            look="outline"
            size="small"
            className="justify-self-start"
            onClick={() => onPrice(remedy.price)}
          >
            Use {formatMoney(remedy.price)}
          </Button>
        )}
        {remedy.kind === "bid-instead" && (
          <Button look="outline" size="small" className="justify-self-start" onClick={onOwnPrice}>
            Name your own price
          </Button>
        )}
        {remedy.kind === "see-orders" && (
          <LinkButton href="/portfolio" look="outline" size="small" className="justify-self-start">
            See your bids and asks
          </LinkButton>
        )}
        {remedy.kind === "see-record" && (
          <LinkButton href="/account" look="outline" size="small" className="justify-self-start">
            See your trading record
          </LinkButton>
        )}
        {remedy.kind === "verify" && (
          <LinkButton href="/account" look="outline" size="small" className="justify-self-start">
            See your account
          </LinkButton>
        )}
      </div>
    </Note>
  );
}
