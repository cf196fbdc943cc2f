import { ProductListDocument } from "#web/graph/__generated__/graphql.ts";
import { ask } from "#web/graph/ask.ts";
import { LinkButton } from "#web/ui/button.tsx";
import { EmptyState, ErrorNote } from "#web/ui/notes.tsx";
import { RetryLink } from "#web/ui/retry-link.tsx";
import { Facets } from "./facets.tsx";
import { type ListingAddress, SORTS, writeListing } from "./listing-address.ts";
import { ProductGrid } from "./product-grid.tsx";
import { SortChoice } from "./sort-choice.tsx";

const PAGE_LENGTH = 24;
const ABOVE_THE_FOLD = 8;

type Props = Readonly<{
  title: string;
  path: string;
  listing: ListingAddress;
  /** The page is about one category, which is no choice then. */
  fixedCategory: string | null;
}>;

const sortOptions = (path: string, listing: ListingAddress) =>
  Object.entries(SORTS)
    .filter(([value]) => value !== "RELEVANCE" || listing.query !== "")
    .map(([value, label]) => ({
      value,
      label,
      href: writeListing(path, { ...listing, sort: value as keyof typeof SORTS, after: null }),
    }));

const Nothing = ({ listing, path }: Pick<Props, "listing" | "path">) => (
  <EmptyState
    title={listing.query ? `Nothing is called “${listing.query}”` : "Nothing here yet"}
    action={
      <LinkButton href={path} look="outline">
        Show everything
      </LinkButton>
    }
  >
    Try fewer words, or a brand by itself.
  </EmptyState>
);

/** Products that match, page by page, with what they can be narrowed to. */
export async function ListingPage({ title, path, listing, fixedCategory }: Props) {
  const categorySlug = fixedCategory ?? listing.category;
  const { data, faults } = await ask(ProductListDocument, {
    query: listing.query || null,
    filter: {
      ...(categorySlug ? { categorySlug } : {}),
      ...(listing.brands.length > 0 ? { brandSlugs: [...listing.brands] } : {}),
    },
    sort: listing.sort,
    first: PAGE_LENGTH,
    after: listing.after,
  });
  const list = data?.products;
  const [fault] = faults;
  const sort = listing.sort ?? (listing.query ? "RELEVANCE" : "FEATURED");
  const facets = (
    <Facets
      path={path}
      listing={listing}
      facets={list?.facets ?? []}
      fixedCategory={fixedCategory !== null}
    />
  );
  return (
    <div className="page grid gap-5 pt-6">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div>
          <h1 className="text-display">{title}</h1>
          {list && (
            <p className="label numeric">
              {list.totalCount === 1 ? "1 product" : `${list.totalCount} products`}
            </p>
          )}
        </div>
        {list && list.totalCount > 0 && <SortChoice value={sort} options={sortOptions(path, listing)} />}
      </div>
      {fault && <ErrorNote fault={fault} action={<RetryLink />} />}
      {list && (
        <div className="grid gap-8 lg:grid-cols-[200px_1fr]">
          <aside aria-label="Narrow the list" className="max-lg:hidden">
            {facets}
          </aside>
          <details className="rounded-base border border-grey-3 lg:hidden">
            <summary className="flex min-h-11 items-center px-4 font-medium">Narrow the list</summary>
            <div className="border-t border-grey-3 p-4">{facets}</div>
          </details>
          <div className="grid content-start gap-8">
            {list.nodes.length === 0 ? (
              <Nothing listing={listing} path={path} />
            ) : (
              <ProductGrid products={list.nodes} columns="four" eager={ABOVE_THE_FOLD} />
            )}
            <nav aria-label="Pages" className="flex justify-center gap-3">
              {listing.after && (
                <LinkButton href={writeListing(path, { ...listing, after: null })} look="outline">
                  First page
                </LinkButton>
              )}
              {list.pageInfo.hasNextPage && (
                <LinkButton
                  href={writeListing(path, { ...listing, after: list.pageInfo.endCursor ?? null })}
                  look="outline"
                >
                  Next page
                </LinkButton>
              )}
            </nav>
          </div>
        </div>
      )}
    </div>
  );
}
