import Link from "next/link";
import { Suspense } from "react";
import { SearchBox } from "#web/features/search/search-box.tsx";
import { CategoriesDocument } from "#web/graph/__generated__/graphql.ts";
import { ask } from "#web/graph/ask.ts";
import { remember } from "#web/graph/remember.ts";
import { Logo } from "#web/ui/logo.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { ThemeToggle } from "./theme-toggle.tsx";

const CATEGORIES_SECONDS = 60;

async function CategoryLinks() {
  const { data } = await remember("categories", CATEGORIES_SECONDS, () => ask(CategoriesDocument, {}));
  return (
    <ul className="flex gap-1">
      {(data?.categories ?? []).map(({ slug, name }) => (
        <li key={slug}>
          <Link
            href={`/categories/${slug}`}
            prefetch={false}
            className="inline-flex min-h-10 items-center rounded-small px-2.5 font-medium whitespace-nowrap text-grey-7 hover:bg-grey-2 hover:text-ink"
          >
            {name}
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** Whose shop this is, the search, the person; and the categories below. What streams in later has its height from the start. */
export function Header({ name }: Readonly<{ name: string | null }>) {
  return (
    <header className="border-b border-grey-3 bg-paper">
      <a
        href="#main"
        className="sr-only rounded-base bg-ink px-4 py-2 text-paper focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-50"
      >
        Skip to content
      </a>
      <div className="page flex flex-wrap items-center gap-x-6 gap-y-2 pt-2.5 pb-2 sm:flex-nowrap">
        <Link href="/" aria-label="Outcry, home" className="rounded-small py-1">
          <Logo />
        </Link>
        <div className="order-last min-h-11 w-full sm:order-none sm:max-w-xl sm:flex-1">
          <Suspense>
            <SearchBox />
          </Suspense>
        </div>
        <div className="ml-auto flex items-center gap-1.5">
          <ThemeToggle />
          <Suspense>
            <AccountMenu name={name} />
          </Suspense>
        </div>
      </div>
      <nav
        aria-label="Categories"
        className="page -mt-0.5 min-h-11 overflow-x-auto pb-1 [scrollbar-width:none]"
      >
        <div className="-ml-2.5">
          <Suspense>
            <CategoryLinks />
          </Suspense>
        </div>
      </nav>
    </header>
  );
}
