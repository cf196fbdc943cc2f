import type { Result } from "@outcry/kernel";
import type { Refusal } from "@outcry/service";
import type { Command } from "../domain/command.ts";
import type { Order } from "../domain/order.ts";
import type { TradeView } from "../domain/views.ts";
import type { KeyUse } from "../store/facts.ts";

/** The key a client gave its intent, and what it stood for. */
export type IntentKey = Readonly<{ key: string }> & KeyUse;

/** A command on its way to its market. */
export type Request = Readonly<{
  userId: string;
  /** What to decide; or, when its input already breaks a rule, the refusal, which is remembered under the key like any answer. */
  intent: Readonly<{ command: Command }> | Readonly<{ refusal: Refusal }>;
  /** Null for what may be repeated without a key. */
  key: IntentKey | null;
  /** The owner of what our copies lack was asked: a refusal over it is final. */
  ownerWasAsked: boolean;
  /** Payments said that this person has a payment method, though our copy does not know it yet. */
  vouchedForPayment: boolean;
}>;

/** What a command answers, now and whenever its key comes again. */
export type Answered = Readonly<{ orderId: string; tradeIds: readonly string[] }>;

/** The things an answer names, at hand when it was decided just now; a remembered answer has them loaded by id. */
export type Fresh = Readonly<{ order: Order; trades: readonly TradeView[] }>;

export type Reply =
  | Readonly<{ kind: "ANSWERED"; result: Result<Answered, Refusal>; fresh: Fresh | null }>
  /** Nothing was decided: our copies lack what the refusal names, and its owner must be asked before it is final. */
  | Readonly<{ kind: "ASK_FIRST"; refusal: Refusal }>;

export const answered = (result: Result<Answered, Refusal>, fresh: Fresh | null = null): Reply => ({
  kind: "ANSWERED",
  result,
  fresh,
});
