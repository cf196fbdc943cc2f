import Link from "next/link";
import { Suspense } from "react";
import { ProductGrid, ProductGridSkeleton } from "#web/features/catalogue/product-grid.tsx";
import { Ticker } from "#web/features/market/ticker.tsx";
import { HomeDocument, type HomeQuery, ShelfDocument } from "#web/graph/__generated__/graphql.ts";
import { ask } from "#web/graph/ask.ts";
import { remember } from "#web/graph/remember.ts";
import { ErrorNote } from "#web/ui/notes.tsx";
import { RetryLink } from "#web/ui/retry-link.tsx";
import { Movers } from "./movers.tsx";

/** Prices on the home page are at most this old; the ticker is live. */
const FRESH_SECONDS = 4;
const SHELF_LENGTH = 6;
const ABOVE_THE_FOLD = 12;

async function Shelf({ slug, name, count }: Readonly<{ slug: string; name: string; count: number }>) {
  const { data } = await remember(`shelf ${slug}`, FRESH_SECONDS, () =>
    ask(ShelfDocument, { filter: { categorySlug: slug }, first: SHELF_LENGTH }),
  );
  const products = data?.products?.nodes ?? [];
  if (products.length === 0) return null;
  return (
    <section>
      <div className="mb-4 flex items-baseline justify-between gap-4">
        <h2 className="text-heading">{name}</h2>
        <Link
          href={`/categories/${slug}`}
          prefetch={false}
          className="font-medium text-accent underline-offset-4 hover:underline"
        >
          All {count}
        </Link>
      </div>
      <ProductGrid products={products} columns="six" />
    </section>
  );
}

/** What trades most; while nothing has traded yet, what we picked. */
function Busiest({ data }: Readonly<{ data: HomeQuery }>) {
  const traded = data.mostTradedProducts ?? [];
  const picked = data.products?.nodes ?? [];
  const products = traded.length >= 8 ? traded : picked;
  return (
    <section>
      <h2 className="mb-3 text-title">{products === traded ? "Most traded in 72 hours" : "Hand-picked"}</h2>
      <ProductGrid products={products} columns="six" eager={ABOVE_THE_FOLD} />
    </section>
  );
}

/** The home page: what this is, what just traded, what is wanted, and everything by category. */
export async function HomePage() {
  const { data, faults } = await remember("home", FRESH_SECONDS, () => ask(HomeDocument, {}));
  const [fault] = faults;
  return (
    <>
      <Ticker initial={data?.recentTrades ?? []} />
      <div className="page grid gap-12 pt-5">
        <h1 className="-mb-7 text-title font-semibold sm:text-heading">
          The open market for things worth having. <span className="text-grey-6">You name the price.</span>
        </h1>
        {fault && <ErrorNote fault={fault} action={<RetryLink />} />}
        {data && <Busiest data={data} />}
        <Suspense>
          <Movers />
        </Suspense>
        {(data?.categories ?? []).map(({ slug, name, productCount }) => (
          <Suspense key={slug} fallback={<ProductGridSkeleton count={SHELF_LENGTH} columns="six" />}>
            <Shelf slug={slug} name={name} count={productCount} />
          </Suspense>
        ))}
      </div>
    </>
  );
}
