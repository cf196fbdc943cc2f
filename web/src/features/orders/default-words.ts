import type { OrderDetailFragment, PenaltyState } from "#web/graph/__generated__/graphql.ts";

type Defaulted = Pick<OrderDetailFragment, "defaultedBy" | "viewerRole" | "cancellationConsequence">;

/** Whose fault it is that an order was cancelled, to whoever looks at it; null when nobody's. */
export function faultWords({ defaultedBy, viewerRole, cancellationConsequence }: Defaulted): string | null {
  if (!defaultedBy) return null;
  if (defaultedBy === viewerRole)
    // Only what a trade's default means is said by the graph, and only that is counted.
    return cancellationConsequence
      ? "This was your default: it counts in your trading record."
      : "This was your default.";
  return `The ${defaultedBy === "BUYER" ? "buyer" : "seller"} defaulted. It was not your fault.`;
}

/** What is becoming of a penalty. */
export const PENALTY_WORDS: Readonly<Record<PenaltyState, string>> = {
  DUE: "It is being collected.",
  OWED: "It is owed: it is collected with your next card or sale.",
  CHARGED: "It was taken from your card.",
  DEDUCTED: "It was taken from what you earned by selling.",
};

/** Whether a penalty is still to be incurred or collected, which no event tells. */
export const isPenaltyAwaited = ({
  defaultedBy,
  viewerRole,
  cancellationConsequence,
  penalty,
}: Defaulted & Pick<OrderDetailFragment, "penalty">): boolean =>
  defaultedBy === viewerRole && Boolean(cancellationConsequence) && (!penalty || penalty.state === "DUE");
