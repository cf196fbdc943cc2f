"use client";

import { AddCard } from "#web/features/account/add-card.tsx";
import { HaltedNote } from "#web/features/market/halted-note.tsx";
import { formatMoney } from "#web/features/money/money.ts";
import { signInPath } from "#web/features/session/return-to.ts";
import { useSignedIn } from "#web/graph/graph-provider.tsx";
import { Button, LinkButton } from "#web/ui/button.tsx";
import { Choice } from "#web/ui/field.tsx";
import { ErrorNote, Note } from "#web/ui/notes.tsx";
import { Price } from "#web/ui/price.tsx";
import { Stepper } from "#web/ui/stepper.tsx";
import { type Act, confirmWords, isAtOnce, sideOf } from "./act.ts";
import { FeeLines } from "./fee-lines.tsx";
import type { OrderSheetProps } from "./order-sheet.tsx";
import { PriceSlider } from "./price-slider.tsx";
import { RefusalNote } from "./refusal-note.tsx";
import { explainRefusal } from "./refusals.ts";
import { StandingNote } from "./standing-note.tsx";
import { EXPIRY_DAYS, type OrderDraft, useOrderDraft } from "./use-order-draft.ts";
import type { useSendOrder } from "./use-send-order.ts";

type Props = OrderSheetProps & Readonly<{ orders: ReturnType<typeof useSendOrder>; onSending: () => void }>;

const ownPriceAct = (act: Act): Act => (sideOf(act) === "BUY" ? "bid" : "ask");

/** The price of an order at once: the market's, not the person's. */
function PriceAtOnce({ act, draft }: Readonly<{ act: Act; draft: OrderDraft }>) {
  const words =
    act === "buy"
      ? { label: "Lowest ask", none: "Nobody is selling this size right now." }
      : { label: "Highest bid", none: "Nobody is buying this size right now." };
  if (!draft.price) return <Note tone="plain">{words.none}</Note>;
  return (
    <div>
      <p className="text-small font-medium text-grey-7">{words.label}</p>
      <p className="mt-1 text-hero font-bold">
        <Price money={draft.price} live />
      </p>
    </div>
  );
}

function OwnPrice({ act, draft, market }: Readonly<{ act: Act; draft: OrderDraft }> & Pick<Props, "market">) {
  return (
    <div className="grid gap-2">
      <Stepper
        label={act === "bid" ? "Your bid" : "Your ask"}
        sign="$"
        value={draft.text}
        onChange={draft.setText}
        onStep={draft.step}
        problem={draft.problem !== null}
        note={<StandingNote act={act} standing={draft.standing} problem={draft.problem} />}
      />
      <PriceSlider act={act} market={market} price={draft.price} onChange={draft.setPrice} />
      <Choice
        label="It stays in the book for"
        value={draft.days}
        onChange={(event) => draft.setDays(Number(event.target.value))}
      >
        {EXPIRY_DAYS.map((days) => (
          <option key={days} value={days}>
            {days === 1 ? "1 day" : `${days} days`}
          </option>
        ))}
      </Choice>
    </div>
  );
}

/** What pays, or the way to save something that can. Sellers need none. */
function Paying({ trader, act }: Pick<Props, "trader" | "act">) {
  if (sideOf(act) === "SELL" || !trader) return null;
  const [card] = trader.paymentMethods ?? [];
  if (!card)
    return (
      <Note tone="plain">
        <p className="mb-3 font-medium">
          A bid is binding, so it needs a card. You are charged only if it trades.
        </p>
        <AddCard onSaved={() => {}} />
      </Note>
    );
  return (
    <p className="text-grey-7">
      Paid with <span className="font-medium text-ink capitalize">{card.brand}</span> ending{" "}
      <span className="numeric font-medium text-ink">{card.last4}</span>
    </p>
  );
}

function Confirm({
  draft,
  act,
  variant,
  product,
  orders,
  onSending,
  trader,
  market,
}: Props & Readonly<{ draft: OrderDraft }>) {
  const signedIn = useSignedIn();
  const look = sideOf(act) === "BUY" ? "bid" : "ask";
  const words = draft.price ? confirmWords(act, formatMoney(draft.price), variant.size) : "Enter a price";
  if (!signedIn) {
    const parameters = new URLSearchParams({
      ...(variant.size ? { size: variant.size } : {}),
      act,
      price: draft.text,
    });
    return (
      <LinkButton
        href={signInPath(`/products/${product.slug}?${parameters}`)}
        look={look}
        size="large"
        wide
        prefetch={false}
      >
        Sign in to {act === "ask" || act === "sell" ? "sell" : act === "bid" ? "bid" : "buy"}
      </LinkButton>
    );
  }
  const needsCard =
    look === "bid" && trader !== null && trader !== undefined && (trader.paymentMethods ?? []).length === 0;
  return (
    <Button
      look={look}
      size="large"
      wide
      busy={orders.busy}
      disabled={!draft.price || needsCard || market.halted}
      onClick={() => {
        if (!draft.price) return;
        onSending();
        void orders.send({ act, variantId: variant.id, price: draft.price, days: draft.days });
      }}
    >
      {words}
    </Button>
  );
}

/** One order, from its price to its last button. What was typed stays, whatever the answer is. */
export function OrderForm(props: Props) {
  const { act, market, variant, product, orders, initialPrice, onAct } = props;
  const draft = useOrderDraft(act, market, { typed: initialPrice, retail: product.retailPrice ?? null });
  const { sent } = orders;
  // An order that reaches the other side trades at the price it finds there.
  const tradePrice = draft.standing?.kind === "trades" ? draft.standing.at : draft.price;
  return (
    <div className="grid gap-5">
      {isAtOnce(act) ? (
        <PriceAtOnce act={act} draft={draft} />
      ) : (
        <OwnPrice act={act} draft={draft} market={market} />
      )}
      <Paying {...props} />
      <FeeLines variantId={variant.id} side={sideOf(act)} price={tradePrice} />
      {sent?.kind === "refused" && (
        <RefusalNote
          explanation={explainRefusal(sent.refusal, sideOf(act))}
          onPrice={(price) => {
            draft.setPrice(price);
            orders.forget();
          }}
          onCardSaved={orders.forget}
          onOwnPrice={() => {
            orders.forget();
            onAct(ownPriceAct(act));
          }}
        />
      )}
      {market.halted && <HaltedNote />}
      {sent?.kind === "broken" && <ErrorNote fault={sent.fault} />}
      <div className="sticky bottom-0 -mx-5 -mb-5 border-t border-grey-3 bg-paper px-5 py-4">
        <Confirm {...props} draft={draft} />
        <p className="label mt-2 text-center">
          {isAtOnce(act) ? "Binding at once." : "Binding when it trades; cancel any time before."} New and
          unworn only.
        </p>
      </div>
    </div>
  );
}
