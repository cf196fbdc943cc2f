import { z } from "zod";
import { event, id, instant } from "./event.ts";

/** A person opened an account. They are buyer and seller at once. */
export const UserRegistered = event(
  "identity.user_registered",
  "1",
  "user",
  z.object({ userId: id, displayName: z.string() }),
);

/** A session ended before its tokens did. The router refuses its tokens until `tokensExpireAt`, when they end by themselves. */
export const SessionRevoked = event(
  "identity.session_revoked",
  "1",
  "session",
  z.object({ sessionId: id, userId: id, tokensExpireAt: instant }),
);

/** Where parcels go; the shape orders copy onto an order. */
export const postalAddress = z.object({
  recipient: z.string(),
  line1: z.string(),
  line2: z.string().nullable(),
  city: z.string(),
  region: z.string().nullable(),
  postalCode: z.string(),
  countryCode: z.string(),
});
export type PostalAddress = z.infer<typeof postalAddress>;

/** The address a person's orders go to from now on; null when they removed it. */
export const DefaultAddressChanged = event(
  "identity.default_address_changed",
  "1",
  "user",
  z.object({ userId: id, address: postalAddress.nullable() }),
);

/** A seller passed or lost verification, which lifts or restores the caps on open orders and asks. */
export const SellerVerificationChanged = event(
  "identity.seller_verification_changed",
  "1",
  "user",
  z.object({ userId: id, verified: z.boolean() }),
);
