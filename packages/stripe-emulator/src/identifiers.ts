import { randomBytes } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Random letters and digits. The bias of the remainder is harmless: these ids are unique, not secret. */
export function randomText(length: number): string {
  let text = "";
  for (const byte of randomBytes(length)) text += ALPHABET[byte % ALPHABET.length];
  return text;
}

/** An id in Stripe's shape: `pi_` and 24 letters and digits. */
export const stripeId = (prefix: string): string => `${prefix}_${randomText(24)}`;

export const requestId = (): string => `req_${randomText(14)}`;
