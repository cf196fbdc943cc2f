import type { Result } from "@outcry/kernel";
import { inputHashOf, type Refusal } from "@outcry/service";
import type { Command } from "../domain/command.ts";
import type { Request } from "./request.ts";

export type MoneyInput = Readonly<{ amount: string; currencyCode: string }>;

/** A request under its key. Input that breaks a rule by itself goes the same way, so that the key remembers its refusal. */
export function requestOf(
  userId: string,
  mutation: string,
  { idempotencyKey, ...input }: { idempotencyKey: string },
  decision: Result<Command, Refusal>,
): Request {
  return {
    userId,
    intent: decision.ok ? { command: decision.value } : { refusal: decision.refusal },
    key: { userId, mutation, key: idempotencyKey, inputHash: inputHashOf(input) },
    ownerWasAsked: false,
    vouchedForPayment: false,
  };
}
