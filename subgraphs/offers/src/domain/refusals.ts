import type { Money } from "@outcry/kernel";

type Field = { field?: string[] };

/** Every way in which the market says no. The names are those of the service's refusals, and of the graph's errors. */
export type MarketRefusal =
  | ({ kind: "Validation"; message: string } & Field)
  | ({ kind: "NotFound"; message: string } & Field)
  | ({ kind: "PriceMoved"; lowestAsk: Money | null; highestBid: Money | null } & Field)
  | ({ kind: "BelowMinimum"; minimum: Money } & Field)
  | ({ kind: "TickSize"; tick: Money } & Field)
  | ({ kind: "SelfTrade" } & Field)
  | ({ kind: "PaymentMethodRequired" } & Field)
  | ({ kind: "LimitReached"; limit: string; message: string } & Field)
  | ({ kind: "SellingSuspended"; until: string } & Field)
  | ({ kind: "InvalidTransition"; from: string; allowed: string[]; message?: string } & Field);
