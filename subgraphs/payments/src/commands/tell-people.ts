import type { Tx } from "@outcry/database";
import type { Changes, Payment } from "../domain/payment.ts";
import { blamesMethod } from "../domain/payment-method.ts";
import { makeOwedDue } from "../store/penalties.ts";
import { learnOfDecline } from "./payment-methods.ts";

const declinedMethodOf = (payment: Payment | undefined, { state, failureCode }: Changes): string[] =>
  state === "FAILED" && payment?.methodRef && failureCode && blamesMethod(failureCode)
    ? [payment.methodRef]
    : [];

/**
 * What changes of payments mean for the people in them: a method that was declined works no more, and whoever earned
 * something can pay what they owe. Always in the same order, so that two transactions cannot wait for each other.
 */
export async function tellPeople(
  tx: Tx,
  payments: ReadonlyMap<string, Payment>,
  changed: ReadonlyMap<string, Changes>,
): Promise<void> {
  const declined = [...changed].flatMap(([id, changes]) => declinedMethodOf(payments.get(id), changes));
  const earned = [...changed].flatMap(([id, { state }]) =>
    state === "RELEASED" ? (payments.get(id)?.sellerId ?? []) : [],
  );
  for (const methodRef of [...new Set(declined)].sort()) await learnOfDecline(tx, methodRef);
  for (const sellerId of [...new Set(earned)].sort()) await makeOwedDue(tx, sellerId);
}
