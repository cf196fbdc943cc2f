"use client";

import { useLinkStatus } from "next/link";

/** Inside a link: says that it was pressed, while the page it leads to is on its way. */
export function LinkPending() {
  const { pending } = useLinkStatus();
  return pending ? (
    <span aria-hidden="true" className="breathe absolute inset-0 rounded-base bg-paper opacity-60" />
  ) : null;
}
