"use client";

import { useState } from "react";
import { AddCard } from "#web/features/account/add-card.tsx";
import { formatMoney } from "#web/features/money/money.ts";
import { explainRefusal } from "#web/features/trading/refusals.ts";
import type { OwnBidFragment } from "#web/graph/__generated__/graphql.ts";
import { Button } from "#web/ui/button.tsx";
import { Note } from "#web/ui/notes.tsx";
import { useToast } from "#web/ui/toast.tsx";
import { backWords } from "./paused.ts";
import { type Amended, useAmend } from "./use-amend.ts";

type ProblemProps = Readonly<{ answer: Amended | null; onCardSaved: () => void }>;

/** Why it did not come back, with the card that is missing added right here. */
function Problem({ answer, onCardSaved }: ProblemProps) {
  if (answer?.kind === "broken")
    return (
      <p role="alert" className="font-medium text-danger">
        {answer.fault.message}
      </p>
    );
  if (answer?.kind !== "refused") return null;
  const { sentence, remedy } = explainRefusal(answer.refusal, "BUY");
  return (
    <>
      <p role="alert" className="font-medium text-danger">
        {remedy.kind === "add-card"
          ? "It comes back once there is a card that works. You are charged only if it trades."
          : sentence}
      </p>
      {remedy.kind === "add-card" && (
        <div className="max-w-md">
          <AddCard onSaved={onCardSaved} />
        </div>
      )}
    </>
  );
}

/** Why a bid is out of the book for now, and the way to bring it back at its old price. */
export function PausedNote({ bid }: Readonly<{ bid: OwnBidFragment }>) {
  const say = useToast();
  const { amend, busy } = useAmend({ kind: "bid", order: bid });
  const [answer, setAnswer] = useState<Amended | null>(null);
  const bringBack = async () => {
    const outcome = await amend({ price: bid.price, openPieces: bid.remaining });
    setAnswer(outcome);
    if (outcome.kind !== "done") return;
    const [trade] = outcome.trades;
    const link = { href: trade?.order ? `/orders/${trade.order.id}` : "/orders", label: "See the order" };
    say(backWords(outcome), "done", trade ? link : undefined);
  };
  return (
    <Note tone="plain">
      <div className="grid gap-3">
        <p className="max-w-[64ch] text-grey-8">{bid.pauseReason}</p>
        <Problem
          answer={answer}
          onCardSaved={() => {
            setAnswer(null);
            say("The card is saved. Now bring your bid back.");
          }}
        />
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Button
            look="bid"
            size="small"
            busy={busy}
            disabled={!bid.availableActions.includes("UPDATE")}
            aria-label={`Bring back bid of ${formatMoney(bid.price)}`}
            onClick={() => void bringBack()}
          >
            Bring it back
          </Button>
          <span className="label">It takes the last place at {formatMoney(bid.price)}.</span>
        </div>
      </div>
    </Note>
  );
}
