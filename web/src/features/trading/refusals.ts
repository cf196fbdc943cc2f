import { formatMoney, type Money } from "#web/features/money/money.ts";
import { exactTime } from "#web/features/time/time-ago.ts";
import type { RefusalFragment } from "#web/graph/__generated__/graphql.ts";
import type { Side } from "./standing.ts";

/** What a person can do about a refusal, right where they are. */
export type Remedy =
  | Readonly<{ kind: "add-card" }>
  | Readonly<{ kind: "use-price"; price: Money }>
  | Readonly<{ kind: "bid-instead" | "see-orders" | "see-record" | "verify" | "change-input" | "retry" }>;

export type Explanation = Readonly<{ sentence: string; remedy: Remedy }>;

function priceMoved(side: Side, lowestAsk: Money | null, highestBid: Money | null): Explanation {
  const price = side === "BUY" ? lowestAsk : highestBid;
  if (!price)
    return {
      sentence:
        side === "BUY"
          ? "Somebody was faster, and nobody is selling this size now. You can place a bid instead."
          : "Somebody was faster, and nobody is buying this size now. You can place an ask instead.",
      remedy: { kind: "bid-instead" },
    };
  const verb = side === "BUY" ? "lowest ask" : "highest bid";
  return {
    sentence: `The market moved: the ${verb} is now ${formatMoney(price)}. Nothing was traded.`,
    remedy: { kind: "use-price", price },
  };
}

/** A refusal of the graph in words, with the way on. Unknown codes keep the graph's own sentence. */
export function explainRefusal(refusal: RefusalFragment, side: Side): Explanation {
  switch (refusal.__typename) {
    case "PaymentMethodRequiredError":
      return {
        sentence: "A bid is binding, so it needs a card on file. You are charged only if it trades.",
        remedy: { kind: "add-card" },
      };
    case "PriceMovedError":
      return priceMoved(side, refusal.lowestAsk ?? null, refusal.highestBid ?? null);
    case "BelowMinimumError":
      return refusal.minimum
        ? {
            sentence: `The lowest price here is ${formatMoney(refusal.minimum)}.`,
            remedy: { kind: "use-price", price: refusal.minimum },
          }
        : { sentence: refusal.message, remedy: { kind: "change-input" } };
    case "TickSizeError":
      return {
        sentence: refusal.tick ? `Prices here go in steps of ${formatMoney(refusal.tick)}.` : refusal.message,
        remedy: { kind: "change-input" },
      };
    case "SelfTradeError":
      return {
        sentence:
          side === "BUY"
            ? "This would trade with your own ask. Cancel that ask first, or bid below it."
            : "This would trade with your own bid. Cancel that bid first, or ask above it.",
        remedy: { kind: "see-orders" },
      };
    case "LimitReachedError":
      return {
        sentence: refusal.limit
          ? `You have reached the limit of your account (${refusal.limit}). Cancel an order, or get verified to lift it.`
          : refusal.message,
        remedy: { kind: "verify" },
      };
    case "SellingSuspendedError":
      return {
        sentence: refusal.until
          ? `You may not sell until ${exactTime(refusal.until)}, because you repeatedly did not ship what you had sold. You can still buy.`
          : refusal.message,
        remedy: { kind: "see-record" },
      };
    case "VerificationRequiredError":
      return { sentence: "We need to know who you are before you can do this.", remedy: { kind: "verify" } };
    case "IdempotencyConflictError":
      return {
        sentence: "This was already sent with other details. Check them, then confirm once more.",
        remedy: { kind: "retry" },
      };
    default:
      return { sentence: refusal.message, remedy: { kind: "change-input" } };
  }
}
