"use client";

import { useQuery } from "@apollo/client/react";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { HaltedNote } from "#web/features/market/halted-note.tsx";
import { MarketLine } from "#web/features/market/market-line.tsx";
import { MarketLineSkeleton } from "#web/features/market/market-line-skeleton.tsx";
import { useMarket } from "#web/features/market/use-market.ts";
import { CalledOffNotes } from "#web/features/own-orders/called-off-notes.tsx";
import { ordersIn } from "#web/features/own-orders/own-order.ts";
import { OwnOrders } from "#web/features/own-orders/own-orders.tsx";
import { useThrottled } from "#web/features/own-orders/use-throttled.ts";
import { type Act, readAct } from "#web/features/trading/act.ts";
import { ActionPairs } from "#web/features/trading/action-pairs.tsx";
import { OrderSheet } from "#web/features/trading/order-sheet.tsx";
import { WatchBar } from "#web/features/watching/watch-bar.tsx";
import {
  MarketPanelDocument,
  type MarketPanelQuery,
  type ProductPageQuery,
  TraderDocument,
  type TraderQuery,
} from "#web/graph/__generated__/graphql.ts";
import { useSignedIn } from "#web/graph/graph-provider.tsx";
import { useSeed } from "#web/graph/use-seed.ts";
import { Button } from "#web/ui/button.tsx";
import { ErrorNote } from "#web/ui/notes.tsx";
import { ProductPicture } from "#web/ui/product-picture.tsx";
import { MarketDepth } from "./market-depth.tsx";
import { SizeGrid, type SizeOption } from "./size-grid.tsx";
import { useSizes } from "./use-sizes.ts";

/** A busy market moves the places in line often; they are asked for at most this often. */
const PLACES_MILLISECONDS = 1_000;

type Product = NonNullable<ProductPageQuery["product"]>;

const Name = ({ product }: Readonly<{ product: Product }>) => (
  <div>
    <p className="flex gap-2 text-base text-grey-6">
      {product.brand && (
        <Link
          href={`/search?q=${encodeURIComponent(product.brand.name)}`}
          prefetch={false}
          className="hover:text-ink hover:underline"
        >
          {product.brand.name}
        </Link>
      )}
      {product.category && (
        <>
          <span aria-hidden="true">/</span>
          <Link
            href={`/categories/${product.category.slug}`}
            prefetch={false}
            className="hover:text-ink hover:underline"
          >
            {product.category.name}
          </Link>
        </>
      )}
    </p>
    <h1 className="text-display leading-tight font-bold">{product.name}</h1>
    {product.colorway && <p className="text-grey-6">{product.colorway}</p>}
  </div>
);

/** The market of one chosen size, with everything that can be done in it. Made anew when another size is chosen. */
function ChosenMarket({
  product,
  variant,
  details,
}: Readonly<{ product: Product; variant: SizeOption; details: ReactNode }>) {
  const parameters = useSearchParams();
  const { market, fault, retry } = useMarket(variant.id);
  const signedIn = useSignedIn();
  const { data, previousData, refetch } = useQuery(TraderDocument, { skip: !signedIn });
  const [act, setAct] = useState<Act | null>(() => readAct(parameters.get("act")));
  // What is known stays while the line is down.
  const trader = (data ?? previousData)?.viewer ?? null;
  const own = ordersIn(trader, variant.id);
  const busted = (market?.trades?.nodes ?? []).flatMap(({ id, state }) => (state === "BUSTED" ? [id] : []));
  // Whatever changes the book may change the place of one's own orders in it.
  const askAnew = useThrottled(() => void refetch().catch(() => undefined), PLACES_MILLISECONDS);
  const news = own.length > 0 ? market?.sequence : busted.join(" ");
  useEffect(() => {
    if (signedIn && news !== undefined && news !== "") askAnew();
  }, [signedIn, news, askAnew]);
  return (
    <>
      <div className="grid content-start gap-6 lg:col-start-2">
        {market?.halted && <HaltedNote />}
        <div
          data-stuck
          className="fixed inset-x-0 bottom-0 z-30 border-t border-grey-3 bg-paper p-3 pb-[max(12px,env(safe-area-inset-bottom))] lg:static lg:border-0 lg:p-0"
        >
          <ActionPairs market={market} onAct={setAct} />
        </div>
        {fault ? (
          <ErrorNote
            fault={fault}
            action={
              <Button look="outline" size="small" onClick={retry}>
                Try again
              </Button>
            }
          />
        ) : market ? (
          <MarketLine market={market} />
        ) : (
          <MarketLineSkeleton />
        )}
        <WatchBar
          what={[product.name, variant.size && `size ${variant.size}`].filter(Boolean).join(", ")}
          path={`/products/${product.slug}${variant.size ? `?size=${encodeURIComponent(variant.size)}` : ""}`}
          variantId={variant.id}
          market={market}
        />
      </div>
      <div className="min-w-0 lg:col-span-2">
        {market && <OwnOrders orders={own} market={market} />}
        {busted.length > 0 && (
          <div className="mb-8">
            <CalledOffNotes variantId={variant.id} news={busted.join(" ")} />
          </div>
        )}
        <MarketDepth
          variantId={variant.id}
          market={market}
          own={own.filter(({ order }) => order.state === "ACTIVE")}
          details={details}
        />
      </div>
      {act && market && (
        <OrderSheet
          act={act}
          onAct={setAct}
          onClose={() => setAct(null)}
          product={product}
          variant={variant}
          market={market}
          trader={trader}
          initialPrice={parameters.get("price")}
        />
      )}
    </>
  );
}

type Props = Readonly<{
  product: Product;
  panel: MarketPanelQuery | null;
  panelVariantId: string | null;
  trader: TraderQuery | null;
  details: ReactNode;
}>;

/** The page that decides: what it is, what each size costs, and both sides of the market. */
export function ProductView({ product, panel, panelVariantId, trader, details }: Props) {
  useSeed(MarketPanelDocument, { variantId: panelVariantId ?? "" }, panelVariantId ? panel : null);
  useSeed(TraderDocument, {}, trader);
  const { options, chosen, choose } = useSizes(product);
  return (
    <div className="page grid gap-x-12 gap-y-6 pt-3 sm:pt-5 lg:grid-cols-[minmax(0,7fr)_minmax(0,6fr)] lg:grid-rows-[auto_1fr_auto]">
      <div className="grid content-start gap-4 lg:row-span-2">
        <ProductPicture
          images={product.images}
          eager
          className="w-full rounded-large max-lg:aspect-auto max-lg:h-44 sm:max-lg:h-72"
        />
      </div>
      <div className="grid gap-4">
        <Name product={product} />
        {options.length > 1 && chosen && <SizeGrid options={options} chosen={chosen.id} onChoose={choose} />}
      </div>
      {chosen && <ChosenMarket key={chosen.id} product={product} variant={chosen} details={details} />}
    </div>
  );
}
