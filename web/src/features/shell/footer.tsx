import Link from "next/link";

const LINKS = [
  { href: "/search", label: "All products" },
  { href: "/portfolio", label: "Bids and asks" },
  { href: "/watchlist", label: "Watchlist" },
  { href: "/orders", label: "Orders" },
  { href: "/account", label: "Account" },
] as const;

/** What Outcry promises, and the ways on. */
export function Footer() {
  return (
    <footer className="mt-16 border-t border-grey-3 bg-grey-1">
      <div className="page flex flex-wrap items-start justify-between gap-x-12 gap-y-6 py-8">
        <div className="max-w-[52ch]">
          <p className="font-semibold">The price you see is the price you pay.</p>
          <p className="mt-1 text-grey-7">
            Bids and asks are anonymous and binding. A buyer’s money is held until the parcel arrives as
            agreed; only then is the seller paid.
          </p>
        </div>
        <ul className="flex flex-wrap gap-x-6 gap-y-2">
          {LINKS.map(({ href, label }) => (
            <li key={href}>
              <Link
                href={href}
                prefetch={false}
                className="text-grey-7 underline-offset-4 hover:text-ink hover:underline"
              >
                {label}
              </Link>
            </li>
          ))}
        </ul>
      </div>
    </footer>
  );
}
