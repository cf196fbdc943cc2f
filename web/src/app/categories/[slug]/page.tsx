import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { readListing, type SearchParameters } from "#web/features/catalogue/listing-address.ts";
import { ListingPage } from "#web/features/catalogue/listing-page.tsx";
import { ListingSkeleton } from "#web/features/catalogue/listing-skeleton.tsx";
import { CategoryNameDocument } from "#web/graph/__generated__/graphql.ts";
import { ask } from "#web/graph/ask.ts";
import { remember } from "#web/graph/remember.ts";

type Props = Readonly<{ params: Promise<{ slug: string }>; searchParams: Promise<SearchParameters> }>;

const NAME_SECONDS = 30;

const categoryAt = (slug: string) =>
  remember(`category ${slug}`, NAME_SECONDS, () => ask(CategoryNameDocument, { slug }));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { data } = await categoryAt((await params).slug);
  return { title: data?.category?.name ?? "Category" };
}

export default async function Page({ params, searchParams }: Props) {
  const { slug } = await params;
  const { data, faults } = await categoryAt(slug);
  if (!data?.category && faults.length === 0) notFound();
  const listing = readListing(await searchParams);
  return (
    <Suspense key={JSON.stringify(listing)} fallback={<ListingSkeleton />}>
      <ListingPage
        title={data?.category?.name ?? "Products"}
        path={`/categories/${encodeURIComponent(slug)}`}
        listing={listing}
        fixedCategory={slug}
      />
    </Suspense>
  );
}
