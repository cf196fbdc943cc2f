"use client";

import { useQuery } from "@apollo/client/react";
import type { ReactNode } from "react";
import { formatMoney, type Money, signOf } from "#web/features/money/money.ts";
import { FeePreviewDocument } from "#web/graph/__generated__/graphql.ts";
import { classNames } from "#web/ui/class-names.ts";
import { useSettled } from "#web/ui/use-settled.ts";
import type { Side } from "./standing.ts";

const PAUSE_MILLISECONDS = 150;

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
    <dd className={classNames("numeric min-h-6", strong && "text-title font-bold")}>{children}</dd>
  </div>
);

const lessFee = (fee: Money | undefined): string =>
  fee ? (signOf(fee) === 0 ? "none" : `−${formatMoney(fee)}`) : "…";

type Props = Readonly<{ variantId: string; side: Side; price: Money | null }>;

/** What a trade at this price costs or pays, to the cent, before the button. The lines are there before the figures. */
export function FeeLines({ variantId, side, price }: Props) {
  const settled = useSettled(price, PAUSE_MILLISECONDS);
  const { data, previousData, error } = useQuery(FeePreviewDocument, {
    variables: {
      variantId,
      side,
      price: { amount: settled?.amount ?? "0", currencyCode: settled?.currencyCode ?? "USD" },
    },
    skip: settled === null,
  });
  const fees = (data ?? previousData)?.feePreview;
  const isCurrent = fees !== null && fees !== undefined && fees.price.amount === price?.amount;
  const total = isCurrent ? formatMoney(fees.total) : "…";
  if (error && !fees)
    return (
      <p className="label">Fees cannot be shown right now. The market will confirm them on your order.</p>
    );
  return (
    <dl className="grid gap-1.5" aria-busy={!isCurrent}>
      <Line label={side === "BUY" ? "Your price" : "Sale price"}>{price ? formatMoney(price) : "…"}</Line>
      {side === "SELL" && <Line label="Outcry’s fee">{isCurrent ? lessFee(fees.transactionFee) : "…"}</Line>}
      {side === "SELL" && (
        <Line label="Payment processing">{isCurrent ? lessFee(fees.processingFee) : "…"}</Line>
      )}
      {side === "BUY" && (
        <Line label="Fees">
          {isCurrent && signOf(fees.transactionFee) === 0 && signOf(fees.processingFee) === 0
            ? "none"
            : lessFee(fees?.processingFee)}
        </Line>
      )}
      <Line label={side === "BUY" ? "You pay if it trades" : "You get if it trades"} strong>
        {total}
      </Line>
    </dl>
  );
}
