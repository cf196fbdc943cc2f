import type { Tx } from "@outcry/database";
import { chargedPenaltyJournal, deductedPenaltyJournal } from "../domain/ledger.ts";
import type { ChargeFact } from "../domain/payment.ts";
import type { Penalty } from "../domain/penalty.ts";
import { postJournals } from "../store/ledger.ts";
import { lockDuePenalty, lockEarnings, updatePenalty } from "../store/penalties.ts";
import { learnOfDecline } from "./payment-methods.ts";

type Settled = Extract<ChargeFact, { kind: "SUCCEEDED" | "DECLINED" }>;

/**
 * Records what became of charging a penalty: booked when it was taken; when the method was declined or there is none, it is
 * taken from what its owner earned, all of it or nothing; and owed when that is not enough. A penalty that was collected
 * meanwhile is left as it is.
 */
export async function recordPenalty(tx: Tx, id: string, fact: Settled | null, methodRef: string | null) {
  // Methods before penalties, as whoever saves a method does.
  if (fact?.kind === "DECLINED" && methodRef !== null) await learnOfDecline(tx, methodRef);
  const penalty = await lockDuePenalty(tx, id);
  if (penalty === null) return;
  if (fact?.kind === "SUCCEEDED") {
    const { intentRef, chargeRef } = fact;
    await postJournals(tx, [chargedPenaltyJournal(penalty)]);
    await updatePenalty(tx, id, { state: "CHARGED", intentRef, chargeRef, lastError: null });
    return;
  }
  await deduct(tx, penalty);
}

async function deduct(tx: Tx, penalty: Penalty): Promise<void> {
  const { id, userId, amount, attempt } = penalty;
  const held = await lockEarnings(tx, userId, amount.currency);
  const isEnough = held >= amount.minor;
  if (isEnough) await postJournals(tx, [deductedPenaltyJournal(penalty)]);
  // The next request is another one, of another method: it gets a key of its own.
  const another = { methodRef: null, customerRef: null, intentRef: null, attempt: attempt + 1 };
  await updatePenalty(tx, id, { state: isEnough ? "DEDUCTED" : "OWED", ...another });
}
