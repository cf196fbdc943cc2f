import { CURRENCIES, type Currency, type Money, newId } from "@outcry/kernel";
import { z } from "zod";

/** What the outbox stores of an event; the feed adds its position and time. */
export type AnnouncedEvent = {
  id: string;
  type: string;
  version: string;
  aggregateType: string;
  aggregateId: string;
  payload: Record<string, unknown>;
};

export type EventDefinition<Payload> = Readonly<{
  type: string;
  version: string;
  /** Makes one occurrence, ready to be announced in the transaction that made it true. Throws on a payload that breaks the contract. */
  of(aggregateId: string, payload: Payload): AnnouncedEvent;
  /** Reads an occurrence from a feed. Throws when the producer broke the contract; unknown fields are ignored. */
  read(event: { payload: unknown }): Payload;
}>;

/**
 * Defines an event. Fields are only ever added; a changed meaning is a new version,
 * and both versions are announced until nobody hears the old one.
 */
export function event<Shape extends z.ZodObject>(
  type: `${string}.${string}`,
  version: string,
  aggregateType: string,
  shape: Shape,
): EventDefinition<z.infer<Shape>> {
  return Object.freeze({
    type,
    version,
    of: (aggregateId: string, payload: z.infer<Shape>) => ({
      id: newId(),
      type,
      version,
      aggregateType,
      aggregateId,
      payload: shape.parse(payload) as Record<string, unknown>,
    }),
    read: (occurrence: { payload: unknown }) => shape.parse(occurrence.payload),
  });
}

export const id = z.uuid();
export const instant = z.iso.datetime();
export const currencyCode = z.enum(Object.keys(CURRENCIES) as [Currency, ...Currency[]]);

/** Money in an event: minor units as a decimal string, because JSON numbers end at 2^53. */
export const wireMoney = z.object({ minor: z.string().regex(/^-?\d{1,19}$/), currency: currencyCode });
export type WireMoney = z.infer<typeof wireMoney>;

export const toWire = (amount: Money): WireMoney => ({
  minor: amount.minor.toString(),
  currency: amount.currency,
});
export const fromWire = (amount: WireMoney): Money => ({
  minor: BigInt(amount.minor),
  currency: amount.currency,
});
