import { ShelfDocument } from "#web/graph/__generated__/graphql.ts";
import { ask } from "#web/graph/ask.ts";
import { ProductGrid } from "./product-grid.tsx";

const SHOWN = 6;

/** Others of the same kind. When they cannot be had, the page is complete without them. */
export async function SimilarProducts({
  categorySlug,
  productId,
}: Readonly<{ categorySlug: string; productId: string }>) {
  const { data } = await ask(ShelfDocument, { filter: { categorySlug }, first: SHOWN + 1 });
  const products = (data?.products?.nodes ?? []).filter(({ id }) => id !== productId).slice(0, SHOWN);
  if (products.length === 0) return null;
  return (
    <section className="page pt-12">
      <h2 className="mb-4 text-heading">Similar products</h2>
      <ProductGrid products={products} columns="six" />
    </section>
  );
}
