import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

export type BadgeTone = "plain" | "bid" | "ask" | "accent" | "danger";

const TONES: Readonly<Record<BadgeTone, string>> = {
  plain: "bg-grey-2 text-grey-8",
  bid: "bg-bid-wash text-bid-ink",
  ask: "bg-ask-wash text-ask-ink",
  accent: "bg-accent-wash text-accent",
  danger: "bg-danger-wash text-danger",
};

/** A word about a thing's state. */
export const Badge = ({ tone = "plain", children }: Readonly<{ tone?: BadgeTone; children: ReactNode }>) => (
  <span
    className={classNames(
      "inline-flex items-center rounded-small px-2 py-0.5 text-small font-semibold whitespace-nowrap",
      TONES[tone],
    )}
  >
    {children}
  </span>
);
