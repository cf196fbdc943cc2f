import Link from "next/link";
import { variantPath } from "#web/features/portfolio/variant-link.tsx";
import { MoversDocument } from "#web/graph/__generated__/graphql.ts";
import { ask } from "#web/graph/ask.ts";
import { remember } from "#web/graph/remember.ts";
import { Change, Price } from "#web/ui/price.tsx";
import { ProductPicture } from "#web/ui/product-picture.tsx";
import { moversAmong } from "./movers.ts";

const FRESH_SECONDS = 20;
const SHOWN = 6;

/** What moved furthest among what traded last. When it cannot be had, the page is complete without it. */
export async function Movers() {
  const { data } = await remember("movers", FRESH_SECONDS, () => ask(MoversDocument, {}));
  const movers = moversAmong(
    (data?.recentTrades ?? []).map(({ variant }) => variant),
    SHOWN,
  );
  if (movers.length === 0) return null;
  return (
    <section aria-label="Movers">
      <h2 className="text-heading">Movers</h2>
      <p className="label mb-3">Furthest from the sale before, among the latest 60 trades.</p>
      <ul className="grid gap-x-6 sm:grid-cols-2 lg:grid-cols-3">
        {movers.map((variant) => (
          <li key={variant.id} className="min-w-0 border-b border-grey-3">
            <Link href={variantPath(variant)} prefetch={false} className="group flex items-center gap-3 py-3">
              <ProductPicture images={variant.product?.images} decorative className="w-16 shrink-0" />
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium group-hover:underline group-hover:underline-offset-4">
                  {variant.product?.name ?? "Product"}
                </span>
                <span className="label block truncate">
                  {variant.size ? `Size ${variant.size}` : "One size"}
                </span>
              </span>
              <span className="grid shrink-0 justify-items-end">
                <Price money={variant.market?.lastSale?.price} className="text-large font-bold" />
                {variant.market?.lastSale && (
                  <Change now={variant.market.lastSale.price} change={variant.market.lastSaleChange} />
                )}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
