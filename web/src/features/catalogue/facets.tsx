import Link from "next/link";
import type { ProductListQuery } from "#web/graph/__generated__/graphql.ts";
import { type ListingAddress, writeListing } from "./listing-address.ts";

type Facet = NonNullable<ProductListQuery["products"]>["facets"][number];
type Props = Readonly<{
  path: string;
  listing: ListingAddress;
  facets: readonly Facet[];
  fixedCategory: boolean;
}>;

/** The listing with a value of a facet taken in, or out again. */
function toggled(listing: ListingAddress, facet: string, value: string): ListingAddress {
  if (facet === "category")
    return { ...listing, category: listing.category === value ? null : value, after: null };
  const brands = listing.brands.includes(value)
    ? listing.brands.filter((brand) => brand !== value)
    : [...listing.brands, value];
  return { ...listing, brands, after: null };
}

const isOn = (listing: ListingAddress, facet: string, value: string): boolean =>
  facet === "category" ? listing.category === value : listing.brands.includes(value);

/** What the list can be narrowed to, with how many are left. Links, so that every choice has an address. */
export function Facets({ path, listing, facets, fixedCategory }: Props) {
  const shown = facets.filter(
    ({ name, values }) => values.length > 0 && !(fixedCategory && name === "category"),
  );
  return (
    <div className="grid gap-6">
      {shown.map(({ name, values }) => (
        <section key={name}>
          <h2 className="mb-1 text-small font-semibold text-grey-7 capitalize">{name}</h2>
          <ul>
            {values.map(({ value, label, count }) => {
              const on = isOn(listing, name, value);
              return (
                <li key={value}>
                  <Link
                    href={writeListing(path, toggled(listing, name, value))}
                    aria-current={on ? "true" : undefined}
                    prefetch={false}
                    className="flex min-h-9 items-center gap-2 rounded-small hover:text-accent aria-[current]:font-semibold"
                  >
                    <span
                      aria-hidden="true"
                      className={`grid size-4 place-items-center rounded-small border text-[10px] leading-none ${on ? "border-accent bg-accent text-on-accent" : "border-grey-4"}`}
                    >
                      {on && "✓"}
                    </span>
                    <span className="truncate">{label}</span>
                    <span className="label numeric ml-auto">{count}</span>
                  </Link>
                </li>
              );
            })}
          </ul>
        </section>
      ))}
    </div>
  );
}
