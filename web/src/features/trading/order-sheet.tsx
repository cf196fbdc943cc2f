"use client";

import { useState } from "react";
import type {
  MarketDetailFragment,
  ProductPageQuery,
  TraderQuery,
} from "#web/graph/__generated__/graphql.ts";
import { ProductPicture } from "#web/ui/product-picture.tsx";
import { Sheet } from "#web/ui/sheet.tsx";
import { Segments } from "#web/ui/tabs.tsx";
import { ACT_NAMES, type Act, sideOf } from "./act.ts";
import { OrderForm } from "./order-form.tsx";
import { OrderResult } from "./order-result.tsx";
import { type Sent, useSendOrder } from "./use-send-order.ts";

type Product = NonNullable<ProductPageQuery["product"]>;

export type OrderSheetProps = Readonly<{
  act: Act;
  onAct: (act: Act) => void;
  onClose: () => void;
  product: Product;
  variant: Readonly<{ id: string; size: string | null }>;
  market: MarketDetailFragment;
  trader: TraderQuery["viewer"] | null;
  initialPrice: string | null;
}>;

const isDone = (sent: Sent | null): sent is Extract<Sent, { kind: "traded" | "resting" }> =>
  sent?.kind === "traded" || sent?.kind === "resting";

/** Where an order is thought about and sent: the market in view, every cost before the button. */
export function OrderSheet(props: OrderSheetProps) {
  const { act, onAct, onClose, product, variant } = props;
  const orders = useSendOrder();
  // What was sent stays what it was, whatever is chosen afterwards.
  const [sentAct, setSentAct] = useState(act);
  const pair: readonly Act[] = sideOf(act) === "BUY" ? ["buy", "bid"] : ["sell", "ask"];
  const what = variant.size ? `size ${variant.size}` : "one";
  return (
    <Sheet
      open
      onOpenChange={(open) => !open && onClose()}
      title={sideOf(act) === "BUY" ? "Buy" : "Sell"}
      description={`${ACT_NAMES[act]}: ${product.name}, ${what}`}
    >
      {isDone(orders.sent) ? (
        <OrderResult act={sentAct} sent={orders.sent} what={what} onClose={onClose} />
      ) : (
        <div className="grid gap-5 p-5">
          <div className="flex items-center gap-3">
            <ProductPicture images={product.images} decorative className="w-20 shrink-0" />
            <div className="min-w-0">
              <p className="label truncate">{product.brand?.name}</p>
              <p className="truncate font-semibold">{product.name}</p>
              {variant.size && <p className="label">Size {variant.size}</p>}
            </div>
          </div>
          <Segments
            label="How"
            value={act}
            onValueChange={(next) => {
              orders.forget();
              onAct(next as Act);
            }}
            options={pair.map((value) => ({ value, label: ACT_NAMES[value] }))}
            wide
          />
          <OrderForm {...props} key={act} orders={orders} onSending={() => setSentAct(act)} />
        </div>
      )}
    </Sheet>
  );
}
