import { CircleCheck } from "lucide-react";
import { formatMoney } from "#web/features/money/money.ts";
import { dayOf } from "#web/features/time/time-ago.ts";
import { Button, LinkButton } from "#web/ui/button.tsx";
import { type Act, sideOf } from "./act.ts";
import { ordinal } from "./standing.ts";
import type { Sent } from "./use-send-order.ts";

type Done = Extract<Sent, { kind: "traded" | "resting" }>;
type Props = Readonly<{ act: Act; sent: Done; what: string; onClose: () => void }>;

function wordsOf(
  act: Act,
  sent: Done,
  what: string,
): { title: string; text: string; next: string; href: string } {
  const buys = sideOf(act) === "BUY";
  if (sent.kind === "traded")
    return {
      title: buys
        ? `You bought ${what} for ${formatMoney(sent.trade.price)}`
        : `You sold ${what} for ${formatMoney(sent.trade.price)}`,
      text: buys
        ? "Your card is being charged. The money is held until the parcel arrives as agreed."
        : "The buyer’s card is being charged. Ship once the order says it is paid.",
      next: "See the order",
      href: sent.trade.order ? `/orders/${sent.trade.order.id}` : buys ? "/orders" : "/orders?as=seller",
    };
  const { price, queuePosition, expiresAt } = sent.order;
  const place = queuePosition ? ` It is ${ordinal(queuePosition)} in line.` : "";
  return {
    title: buys
      ? `Your bid of ${formatMoney(price)} is in the book`
      : `Your ask of ${formatMoney(price)} is in the book`,
    text: `${what[0]?.toUpperCase()}${what.slice(1)}.${place} It stays until ${dayOf(expiresAt)}, unless it trades or you cancel it.`,
    next: "See your bids and asks",
    href: "/portfolio",
  };
}

/** What became of the order, and where it can be seen from now on. */
export function OrderResult({ act, sent, what, onClose }: Props) {
  const { title, text, next, href } = wordsOf(act, sent, what);
  return (
    <div role="status" className="grid gap-4 p-5">
      <CircleCheck
        aria-hidden="true"
        className={sideOf(act) === "BUY" ? "size-10 text-bid" : "size-10 text-ask"}
      />
      <h3 className="text-heading">{title}</h3>
      <p className="text-large text-grey-7">{text}</p>
      <div className="mt-2 grid gap-2">
        <LinkButton href={href} wide>
          {next}
        </LinkButton>
        <Button look="outline" wide onClick={onClose}>
          Back to the market
        </Button>
      </div>
    </div>
  );
}
