import { hash } from "node:crypto";
import type { Result } from "@outcry/kernel";
import { canonicalInput, type Refusal } from "@outcry/service";
import type { Command } from "../domain/command.ts";
import type { Request } from "./request.ts";

export type MoneyInput = Readonly<{ amount: string; currencyCode: string }>;

const DIGEST_HEX_DIGITS = 32;

/** The first 128 bits of a SHA-256, as a UUID without hyphens: too many for two texts to be found that share them. */
const digestOf = (text: string): string => hash("sha256", text, "hex").slice(0, DIGEST_HEX_DIGITS);

/** A request under its key. Input that breaks a rule by itself goes the same way, so that the key remembers its refusal. */
export function requestOf(
  userId: string,
  mutation: string,
  input: { idempotencyKey: string },
  decision: Result<Command, Refusal>,
): Request {
  return {
    userId,
    intent: decision.ok ? { command: decision.value } : { refusal: decision.refusal },
    key: {
      key: input.idempotencyKey,
      // Neither of the first two can hold a blank, so no two keys make the same text.
      digest: digestOf(`${userId} ${mutation} ${input.idempotencyKey}`),
      inputDigest: digestOf(canonicalInput(input, "idempotencyKey")),
    },
    ownerWasAsked: false,
    vouchedForPayment: false,
  };
}
