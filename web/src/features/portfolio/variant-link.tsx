import Link from "next/link";
import type { OpenVariantFragment } from "#web/graph/__generated__/graphql.ts";
import { ProductPicture } from "#web/ui/product-picture.tsx";

/** The page of a variant, with its size chosen. */
export const variantPath = (
  variant: Readonly<{ size?: string | null; product?: Readonly<{ slug: string }> | null }> | null | undefined,
): string => {
  if (!variant?.product) return "/search";
  const size = variant.size ? `?size=${encodeURIComponent(variant.size)}` : "";
  return `/products/${variant.product.slug}${size}`;
};

type Props = Readonly<{ variant: OpenVariantFragment | null | undefined; more?: string | null }>;

/** What an order, an alert or a watchlist is about: its picture, its name, its size. */
export function VariantLink({ variant, more = null }: Props) {
  const product = variant?.product;
  const size = variant?.size ? `Size ${variant.size}` : "One size";
  return (
    <Link href={variantPath(variant)} prefetch={false} className="group flex items-center gap-3">
      <ProductPicture images={product?.images} decorative className="w-16 shrink-0" />
      <span className="min-w-0">
        <span className="label block truncate">{product?.brand?.name}</span>
        <span className="block truncate font-medium group-hover:underline">{product?.name ?? "Product"}</span>
        <span className="label block">{more ? `${size} · ${more}` : size}</span>
      </span>
    </Link>
  );
}
