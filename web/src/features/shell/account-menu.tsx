"use client";

import { ChevronDown, CircleUser } from "lucide-react";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { DropdownMenu } from "radix-ui";
import { signInPath } from "#web/features/session/return-to.ts";
import { signOut } from "#web/features/session/send-session.ts";
import { LinkButton } from "#web/ui/button.tsx";

const PLACES = [
  { href: "/portfolio", label: "Bids and asks" },
  { href: "/watchlist", label: "Watchlist and alerts" },
  { href: "/orders", label: "Orders" },
  { href: "/account", label: "Account" },
] as const;

const ITEM = "flex min-h-10 w-full items-center rounded-small px-3 outline-none data-[highlighted]:bg-grey-2";

function SignedOut() {
  const path = usePathname();
  const query = useSearchParams().toString();
  return (
    <LinkButton href={signInPath(query ? `${path}?${query}` : path)} look="ink" size="base" prefetch={false}>
      Sign in
    </LinkButton>
  );
}

/** The person's own places, or the way in. */
export function AccountMenu({ name }: Readonly<{ name: string | null }>) {
  if (name === null) return <SignedOut />;
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className="inline-flex min-h-11 items-center gap-1.5 rounded-base px-2.5 font-medium text-grey-8 hover:bg-grey-2">
        <CircleUser aria-hidden="true" className="size-5" />
        <span className="max-w-32 truncate max-sm:sr-only">{name}</span>
        <ChevronDown aria-hidden="true" className="size-4 text-grey-6 max-sm:hidden" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          className="appear z-50 w-52 rounded-base border border-grey-3 bg-raised p-1.5 shadow-[var(--lift)]"
        >
          {PLACES.map(({ href, label }) => (
            <DropdownMenu.Item key={href} asChild>
              <Link href={href} prefetch={false} className={ITEM}>
                {label}
              </Link>
            </DropdownMenu.Item>
          ))}
          <DropdownMenu.Separator className="my-1.5 h-px bg-grey-3" />
          <DropdownMenu.Item className={`${ITEM} cursor-pointer`} onSelect={() => void signOut()}>
            Sign out
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
