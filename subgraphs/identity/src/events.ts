import {
  ACCESS_TOKEN,
  type AnnouncedEvent,
  DefaultAddressChanged,
  SellerVerificationChanged,
  SessionRevoked,
  UserRegistered,
} from "@outcry/contracts";
import type { Tx } from "@outcry/database";
import { after } from "@outcry/kernel";
import { announce } from "@outcry/outbox";
import type { AddressLines } from "./domain/address.ts";
import { consumerCursors, deadLetters, feedReaders, outbox } from "./tables/index.ts";

export const outboxOfIdentity = { outbox, consumerCursors, feedReaders, deadLetters };

/** Announces in the transaction that made it true. Identity hears no events itself. */
export const announceAll = (tx: Tx, events: readonly AnnouncedEvent[]): Promise<void> =>
  announce(tx, outboxOfIdentity, events);

export const userRegistered = (userId: string, displayName: string): AnnouncedEvent =>
  UserRegistered.of(userId, { userId, displayName });

/**
 * Access tokens of the session may live on for their whole lifetime from now: until then the router refuses
 * them.
 */
export const sessionRevoked = (sessionId: string, userId: string, at: Date): AnnouncedEvent =>
  SessionRevoked.of(sessionId, {
    sessionId,
    userId,
    tokensExpireAt: after(
      at,
      ACCESS_TOKEN.lifetimeMilliseconds + ACCESS_TOKEN.clockToleranceSeconds * 1_000,
    ).toISOString(),
  });

export function defaultAddressChanged(userId: string, address: AddressLines | null): AnnouncedEvent {
  if (address === null) return DefaultAddressChanged.of(userId, { userId, address: null });
  const { recipient, line1, line2, city, region, postalCode, countryCode } = address;
  return DefaultAddressChanged.of(userId, {
    userId,
    address: { recipient, line1, line2, city, region, postalCode, countryCode },
  });
}

export const sellerVerificationChanged = (userId: string, verified: boolean): AnnouncedEvent =>
  SellerVerificationChanged.of(userId, { userId, verified });
