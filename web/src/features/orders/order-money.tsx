import type { ReactNode } from "react";
import { formatMoney, signOf } from "#web/features/money/money.ts";
import type { OrderDetailFragment, PaymentState } from "#web/graph/__generated__/graphql.ts";
import { classNames } from "#web/ui/class-names.ts";
import { PENALTY_WORDS } from "./default-words.ts";

const PAYMENT_WORDS: Readonly<Record<PaymentState, string>> = {
  PENDING: "The card is being charged.",
  REQUIRES_ACTION: "The bank wants to ask the buyer first.",
  HELD: "Charged, and held until the parcel arrives.",
  RELEASED: "Gone on to the seller.",
  REFUNDED: "Gone back to the buyer.",
  FAILED: "The card was declined; nothing was taken.",
};

const Line = ({
  label,
  strong = false,
  children,
}: Readonly<{ label: string; strong?: boolean; children: ReactNode }>) => (
  <div
    className={classNames(
      "flex items-baseline justify-between gap-4",
      strong && "border-t border-grey-3 pt-2 font-semibold",
    )}
  >
    <dt className={strong ? "" : "text-grey-7"}>{label}</dt>
    <dd className={classNames("numeric", strong && "text-title font-bold")}>{children}</dd>
  </div>
);

/** The money of an order, from where the person stands. */
export function OrderMoney({ order }: Readonly<{ order: OrderDetailFragment }>) {
  const { viewerRole, subtotal, shipping, total, sellerFees, payment, penalty } = order;
  return (
    <section>
      <h2 className="mb-3 text-title">Money</h2>
      <dl className="grid gap-1.5">
        <Line label="Price">{formatMoney(subtotal)}</Line>
        {viewerRole === "BUYER" && (
          <>
            <Line label="Shipping">{signOf(shipping) === 0 ? "none" : formatMoney(shipping)}</Line>
            <Line label="You pay" strong>
              {formatMoney(total)}
            </Line>
          </>
        )}
        {viewerRole === "SELLER" && sellerFees && (
          <>
            <Line label="Outcry’s fee">−{formatMoney(sellerFees.transactionFee)}</Line>
            <Line label="Payment processing">−{formatMoney(sellerFees.processingFee)}</Line>
            <Line label="You get" strong>
              {formatMoney(sellerFees.payout)}
            </Line>
          </>
        )}
      </dl>
      {payment && (
        <p className="mt-3 text-grey-7" data-testid="payment-state">
          {PAYMENT_WORDS[payment.state]} {payment.failureReason}
        </p>
      )}
      {penalty && (
        <div className="mt-4 border-t border-grey-3 pt-3" data-testid="penalty">
          <dl>
            <Line label="Penalty">
              <span className="font-semibold text-danger">{formatMoney(penalty.amount)}</span>
            </Line>
          </dl>
          <p className="mt-1 text-grey-7">{PENALTY_WORDS[penalty.state]}</p>
        </div>
      )}
    </section>
  );
}
