"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { LinkButton } from "#web/ui/button.tsx";
import { EmptyState } from "#web/ui/notes.tsx";
import { signInPath } from "./return-to.ts";

/** For pages of one's own whose session ended while they were open. */
export function SignedOutNote() {
  const path = usePathname();
  const query = useSearchParams().toString();
  const here = query ? `${path}?${query}` : path;
  return (
    <EmptyState
      title="Your session has ended"
      action={
        <LinkButton href={signInPath(here)} prefetch={false}>
          Sign in
        </LinkButton>
      }
    >
      Sign in again, and you are back here.
    </EmptyState>
  );
}
