"use client";

import { useEffect, useState } from "react";
import { exactTime, timeAgo } from "#web/features/time/time-ago.ts";

const REFRESH_MILLISECONDS = 15_000;

/** How long ago something was, kept up to date; the exact moment for those who point at it. */
export function TimeAgo({ instant, className }: Readonly<{ instant: string; className?: string }>) {
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), REFRESH_MILLISECONDS);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={instant} title={exactTime(instant)} className={className} suppressHydrationWarning>
      {timeAgo(instant, now ?? Date.now())}
    </time>
  );
}
