"use client";

import { useQuery } from "@apollo/client/react";
import { usePathname, useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { useTops } from "#web/features/market/use-tops.ts";
import { type ProductPageQuery, SizePricesDocument } from "#web/graph/__generated__/graphql.ts";
import { useSeed } from "#web/graph/use-seed.ts";
import { startingVariant } from "./starting-variant.ts";

type Product = NonNullable<ProductPageQuery["product"]>;

/** The sizes with their prices as they are and as they move, and the one the address names. Choosing another changes the address. */
export function useSizes(product: Product) {
  const path = usePathname();
  const parameters = useSearchParams();
  const { slug } = product;
  useSeed(SizePricesDocument, { slug }, { product });
  const { data } = useQuery(SizePricesDocument, { variables: { slug } });
  useTops(product.variants.map(({ id }) => id));
  const options = data?.product?.variants ?? product.variants;
  // What is shown first stays shown, while prices move below it.
  const starting = useMemo(() => startingVariant(product.variants), [product.variants]);
  const chosen =
    options.find(({ size }) => size !== null && size === parameters.get("size")) ??
    options.find(({ id }) => id === starting);
  const choose = (id: string): void => {
    const size = options.find((option) => option.id === id)?.size;
    const next = new URLSearchParams(parameters);
    if (size) next.set("size", size);
    // The address changes without a visit to the server: nothing but prices differs between sizes.
    window.history.replaceState(null, "", `${path}?${next}`);
  };
  return { options, chosen: chosen ?? null, choose };
}
