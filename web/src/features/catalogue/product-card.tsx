import Link from "next/link";
import type { ProductCardFragment } from "#web/graph/__generated__/graphql.ts";
import { LinkPending } from "#web/ui/link-pending.tsx";
import { Price } from "#web/ui/price.tsx";
import { ProductPicture } from "#web/ui/product-picture.tsx";
import { Skeleton } from "#web/ui/skeleton.tsx";

/** A product in a grid: what it is, what it costs now, what it cost last. */
export function ProductCard({
  product,
  eager = false,
}: Readonly<{ product: ProductCardFragment; eager?: boolean }>) {
  const { slug, name, brand, images, marketSummary } = product;
  return (
    <Link
      href={`/products/${slug}`}
      prefetch={false}
      className="group relative grid content-start gap-2 rounded-base"
    >
      <ProductPicture images={images} eager={eager} className="group-hover:brightness-[0.97]" />
      <span className="grid min-w-0">
        <span className="label truncate">{brand?.name ?? "\u00a0"}</span>
        <span className="truncate font-medium group-hover:underline group-hover:underline-offset-4">
          {name}
        </span>
        <span className="mt-1 flex min-h-6 items-baseline gap-1.5">
          {marketSummary?.lowestAsk ? (
            <>
              <Price money={marketSummary.lowestAsk} className="text-large font-bold" />
              <span className="label">lowest ask</span>
            </>
          ) : (
            <span className="font-medium text-grey-6">No asks yet</span>
          )}
        </span>
        <span className="label numeric truncate">
          {marketSummary?.lastSale ? (
            <>
              Last sale <Price money={marketSummary.lastSale.price} className="font-medium text-grey-8" />
            </>
          ) : (
            "Not traded yet"
          )}
        </span>
      </span>
      <LinkPending />
    </Link>
  );
}

/** The true shape of a card. */
export const ProductCardSkeleton = () => (
  <div className="grid content-start gap-2">
    <Skeleton className="aspect-4/3 rounded-base" />
    <div className="grid gap-1.5 pt-0.5">
      <Skeleton className="h-3 w-1/3" />
      <Skeleton className="h-4 w-3/4" />
      <Skeleton className="mt-1 h-5 w-1/2" />
      <Skeleton className="h-3 w-2/5" />
    </div>
  </div>
);
