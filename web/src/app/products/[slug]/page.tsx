import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache, Suspense } from "react";
import { ProductDetails } from "#web/features/catalogue/product-details.tsx";
import { ProductView } from "#web/features/catalogue/product-view.tsx";
import { SimilarProducts } from "#web/features/catalogue/similar-products.tsx";
import { startingVariant } from "#web/features/catalogue/starting-variant.ts";
import { formatMoney } from "#web/features/money/money.ts";
import {
  MarketPanelDocument,
  ProductPageDocument,
  TraderDocument,
} from "#web/graph/__generated__/graphql.ts";
import { ask } from "#web/graph/ask.ts";
import { visitor } from "#web/graph/visitor.ts";
import { ErrorNote } from "#web/ui/notes.tsx";
import { RetryLink } from "#web/ui/retry-link.tsx";

type Props = Readonly<{
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}>;

/** Once for a request: its metadata and its page need the same product. */
const productAt = cache((slug: string) => ask(ProductPageDocument, { slug }));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { data } = await productAt((await params).slug);
  const product = data?.product;
  if (!product) return { title: "Product" };
  const asks = product.variants.flatMap(({ market }) => (market?.lowestAsk ? [market.lowestAsk] : []));
  const [lowest] = asks.sort((a, b) => Number(a.amount) - Number(b.amount));
  const name = [product.brand?.name, product.name].filter(Boolean).join(" ");
  return {
    title: name,
    description: `${name}${lowest ? `, from ${formatMoney(lowest)}` : ""}. Bid, ask, buy and sell in the open.`,
  };
}

export default async function Page({ params, searchParams }: Props) {
  const [{ slug }, { size }] = await Promise.all([params, searchParams]);
  const { data, faults } = await productAt(slug);
  const product = data?.product;
  if (!product) {
    const [fault] = faults;
    if (!fault) notFound();
    return (
      <div className="page pt-8">
        <h1 className="sr-only">Product</h1>
        <ErrorNote fault={fault} action={<RetryLink />} />
      </div>
    );
  }
  const named = product.variants.find((variant) => variant.size !== null && variant.size === size);
  const variantId = named?.id ?? startingVariant(product.variants);
  const person = await visitor();
  // One's own orders are there from the start: nothing moves down when they come.
  const [panel, trader] = await Promise.all([
    variantId ? ask(MarketPanelDocument, { variantId }) : null,
    person ? ask(TraderDocument, {}, person.token) : null,
  ]);
  return (
    <>
      <ProductView
        product={product}
        panel={panel?.data ?? null}
        panelVariantId={variantId}
        trader={trader?.data?.viewer ? trader.data : null}
        details={<ProductDetails product={product} />}
      />
      {product.category && (
        <Suspense>
          <SimilarProducts categorySlug={product.category.slug} productId={product.id} />
        </Suspense>
      )}
    </>
  );
}
