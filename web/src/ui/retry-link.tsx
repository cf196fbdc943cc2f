"use client";

import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { Button } from "./button.tsx";

/** Fetches the page's data anew, without losing what was typed. */
export function RetryLink() {
  const router = useRouter();
  const [busy, start] = useTransition();
  return (
    <Button look="outline" size="small" busy={busy} onClick={() => start(() => router.refresh())}>
      Try again
    </Button>
  );
}
