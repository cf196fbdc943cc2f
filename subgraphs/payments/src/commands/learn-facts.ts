import type { AnnouncedEvent } from "@outcry/contracts";
import type { Tx } from "@outcry/database";
import { newId } from "@outcry/kernel";
import type { Journal } from "../domain/ledger.ts";
import {
  type Changes,
  type ChargeFact,
  type Consequence,
  learnOfCharge,
  learnOfRefund,
  learnOfRelease,
  type Payment,
  type RefundFact,
  type ReleaseFact,
} from "../domain/payment.ts";
import { announceAll } from "../store/announcing.ts";
import { postJournals } from "../store/ledger.ts";
import {
  completeSteps,
  lockPayments,
  requestSteps,
  type StepName,
  updatePayments,
} from "../store/payments.ts";
import { announcementOf } from "./announcements.ts";
import { tellPeople } from "./tell-people.ts";

export type Fact = ChargeFact | ReleaseFact | RefundFact;

/** Something about a payment that the provider told us, by whichever way; with the sum it spoke of, when it named one. */
export type Heard = Readonly<{
  paymentId: string;
  fact: Fact;
  amount?: Readonly<{ minor: bigint; currency: string }>;
}>;

/** Something that no rule of ours mends: a person should look. */
export type Alarm = Readonly<{ paymentId: string; sentence: string }>;

/** Another sum than ours is not to be believed, whoever told it. */
export function contradicts(
  booked: Pick<Payment, "amount" | "payout">,
  { fact, amount }: Pick<Heard, "fact" | "amount">,
): boolean {
  const expected = fact.kind === "RELEASED" ? booked.payout : booked.amount;
  return amount !== undefined && (amount.minor !== expected.minor || amount.currency !== expected.currency);
}

function learn(payment: Payment, heard: Heard): Consequence {
  const { fact } = heard;
  if (contradicts(payment, heard))
    return {
      changes: {},
      alarm: `The provider told of ${heard.amount?.minor} minor units; our books say otherwise.`,
    };
  switch (fact.kind) {
    case "RELEASED":
      return learnOfRelease(payment, fact);
    case "REFUNDED":
      return learnOfRefund(payment, fact);
    default:
      return learnOfCharge(payment, fact);
  }
}

/** Whether the facts changed anything, and what a person should look at. */
export type Learned = Readonly<{ isNews: boolean; alarms: Alarm[] }>;

/**
 * Records facts and all that follows from them: states, bookings, announcements, and what is to be done next. Any fact
 * may be heard any number of times, in any order and together with others: what is known already changes nothing.
 */
export async function learnFacts(tx: Tx, heard: readonly Heard[]): Promise<Learned> {
  if (heard.length === 0) return { isNews: false, alarms: [] };
  const payments = await lockPayments(tx, [...new Set(heard.map(({ paymentId }) => paymentId))]);
  const changed = new Map<string, Changes>();
  const journals: Journal[] = [];
  const events: AnnouncedEvent[] = [];
  const completed: StepName[] = [];
  const requested: (StepName & { id: string })[] = [];
  const alarms: Alarm[] = [];
  for (const news of heard) {
    const { paymentId } = news;
    const payment = payments.get(paymentId);
    if (!payment) continue;
    const { changes, journal, announces, completes, requests, alarm } = learn(payment, news);
    payments.set(paymentId, { ...payment, ...changes });
    if (Object.keys(changes).length > 0) changed.set(paymentId, { ...changed.get(paymentId), ...changes });
    if (journal) journals.push(journal);
    if (announces) events.push(announcementOf(payment, announces, changes));
    for (const kind of completes ?? []) completed.push({ paymentId, kind });
    if (requests) requested.push({ id: newId(), paymentId, kind: requests });
    if (alarm) alarms.push({ paymentId, sentence: alarm });
  }
  await updatePayments(tx, changed);
  await postJournals(tx, journals);
  await completeSteps(tx, completed);
  await requestSteps(tx, requested);
  await tellPeople(tx, payments, changed);
  await announceAll(tx, events);
  return { isNews: changed.size > 0, alarms };
}
