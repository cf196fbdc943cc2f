import { ok, type Result, refuse } from "@outcry/kernel";
import type { Address } from "./address.ts";
import { allowing, type InvalidTransition, type OrderMove, type OrderState } from "./lifecycle.ts";

export type Parcel = Readonly<{ carrier: string; trackingNumber: string }>;

export type ParcelRefusal = { kind: "Validation"; message: string; field: string[] };

const CARRIER_LENGTH_MAX = 50;
const TRACKING_NUMBER_LENGTH_MAX = 100;
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;

/** Reads what a seller says of the parcel. */
export function readParcel(typed: Parcel): Result<Parcel, ParcelRefusal> {
  const parcel = { carrier: typed.carrier.trim(), trackingNumber: typed.trackingNumber.trim() };
  const rules = [
    ["carrier", "The carrier", CARRIER_LENGTH_MAX],
    ["trackingNumber", "The tracking number", TRACKING_NUMBER_LENGTH_MAX],
  ] as const;
  for (const [name, words, max] of rules) {
    const text = parcel[name];
    const problem = !text
      ? "is missing."
      : text.length > max
        ? `has more than ${max} characters.`
        : UNPRINTABLE.test(text)
          ? "has a character that cannot be printed."
          : null;
    if (problem)
      return refuse({ kind: "Validation", message: `${words} ${problem}`, field: ["input", name] });
  }
  return ok(parcel);
}

/** Decides whether the seller can ship now, and by which path: straight to the buyer, or to the authenticator. */
export function decideShipping(order: {
  state: OrderState;
  shippingAddress: Address | null;
  authenticationRequired: boolean;
}): Result<OrderMove, InvalidTransition> {
  const { state, shippingAddress } = order;
  if (state === "CONFIRMED" && shippingAddress === null) {
    return refuse({
      kind: "InvalidTransition",
      from: state,
      allowed: [],
      message: "The buyer has to set a shipping address first.",
    });
  }
  const possible = allowing({ state, hasAddress: shippingAddress !== null }, "SELLER", "MARK_SHIPPED");
  if (!possible.ok) return possible;
  return ok(order.authenticationRequired ? "shipToAuthenticator" : "shipToBuyer");
}
