import type { Metadata } from "next";
import { readListing, type SearchParameters } from "#web/features/catalogue/listing-address.ts";
import { ListingPage } from "#web/features/catalogue/listing-page.tsx";

type Props = Readonly<{ searchParams: Promise<SearchParameters> }>;

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { query } = readListing(await searchParams);
  return { title: query ? `“${query}”` : "All products", robots: { index: false } };
}

export default async function Page({ searchParams }: Props) {
  const listing = readListing(await searchParams);
  const title = listing.query ? `“${listing.query}”` : "All products";
  return <ListingPage title={title} path="/search" listing={listing} fixedCategory={null} />;
}
