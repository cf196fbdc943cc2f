import type { Database } from "@outcry/database";
import type { Clock } from "@outcry/kernel";
import type { Fact } from "../commands/learn-facts.ts";
import type { ChargeFact, Payment, RefundFact, ReleaseFact } from "../domain/payment.ts";
import { isGivenUp, looksFirst } from "../domain/retry.ts";
import { type PaymentProvider, ProviderRefusal, ProviderSilence } from "../provider.ts";
import { keepProviderRef, providerRefOf } from "../store/provider-people.ts";
import { type ClaimedStep, renewAttempt } from "../store/steps.ts";

export type StepDeps = Readonly<{
  database: Database;
  provider: PaymentProvider;
  clock: Clock;
  /** For tests: called at every point at which a crash must do no harm. */
  crashPoint: (name: string) => void;
}>;

/**
 * Has the provider do what a step says, and answers with the fact that came of it. Throws ProviderSilence or ProviderRefusal
 * when none did yet. Nothing is recorded here: a crash at any point repeats the same request, with the same key.
 */
export function performStep(deps: StepDeps, step: ClaimedStep): Promise<Fact> {
  switch (step.kind) {
    case "CHARGE":
      return charge(deps, step);
    case "RELEASE":
      return release(deps, step);
    case "REFUND":
      return refund(deps, step);
  }
}

const failed = (intentRef: string | null, code: string, message: string): ChargeFact => ({
  kind: "DECLINED",
  intentRef,
  code,
  message,
});

async function charge(deps: StepDeps, { payment, tries }: ClaimedStep): Promise<ChargeFact> {
  const { provider, clock } = deps;
  const { id: paymentId, orderId, intentRef, methodRef, customerRef } = payment;
  const isAbandoned = payment.isUnwanted || isGivenUp(payment, clock());
  const wasAsked = intentRef !== null || looksFirst(tries) || (isAbandoned && tries > 1);
  const found = wasAsked ? await provider.findCharge({ paymentId, orderId, intentRef }) : null;
  if (isAbandoned) return abandon(deps, payment, found);
  if (found) return found;
  if (methodRef === null || customerRef === null)
    return failed(null, "no_payment_method", "There is no payment method on file.");
  try {
    deps.crashPoint("charge: about to ask");
    const fact = await provider.charge({ ...payment, paymentId, methodRef, customerRef });
    deps.crashPoint("charge: answered");
    return fact;
  } catch (error) {
    // The provider's books hold nothing, and its answer to this key will always be its own fault: ask with another.
    if (error instanceof ProviderSilence && error.ended && looksFirst(tries))
      await renewAttempt(deps.database, payment);
    if (error instanceof ProviderRefusal)
      return failed(null, error.code, "The payment provider refused this payment.");
    throw error;
  }
}

/** Calls a charge off: because its order is off, or because it never came to anything. */
async function abandon(
  { provider }: StepDeps,
  payment: Payment,
  found: ChargeFact | null,
): Promise<ChargeFact> {
  if (found?.kind === "SUCCEEDED" || found?.kind === "DECLINED") return found;
  const intentRef = found?.intentRef ?? payment.intentRef;
  const last = intentRef === null ? null : await provider.abandonCharge(intentRef);
  if (last?.kind === "SUCCEEDED") return last;
  return payment.isUnwanted
    ? failed(intentRef, "order_cancelled", "The order was cancelled before the payment was made.")
    : failed(intentRef, "provider_unreachable", "The payment could not be completed in time.");
}

async function release(deps: StepDeps, { payment, tries }: ClaimedStep): Promise<ReleaseFact> {
  const { provider } = deps;
  const { id: paymentId, orderId, chargeRef, payout: amount } = payment;
  if (chargeRef === null) throw new ProviderRefusal("Nothing was charged.", { code: "not_charged" });
  // A sale that leaves the seller nothing moves nothing.
  if (amount.minor === 0n) return { kind: "RELEASED", transferRef: `nothing for ${paymentId}` };
  const found = looksFirst(tries) ? await provider.findRelease({ paymentId, orderId }) : null;
  if (found) return found;
  const accountRef = await sellerAccountOf(deps, payment.sellerId);
  deps.crashPoint("release: about to ask");
  const fact = await provider.release({ paymentId, orderId, chargeRef, accountRef, amount });
  deps.crashPoint("release: answered");
  return fact;
}

/** The seller as the provider knows them when they are paid; made known with their first sale. */
async function sellerAccountOf({ database, provider }: StepDeps, sellerId: string): Promise<string> {
  const known = await providerRefOf(database, "seller", sellerId);
  return known ?? keepProviderRef(database, "seller", sellerId, await provider.createSellerAccount(sellerId));
}

async function refund(deps: StepDeps, { payment, tries }: ClaimedStep): Promise<RefundFact> {
  const { provider } = deps;
  const { id: paymentId, orderId, chargeRef } = payment;
  if (chargeRef === null) throw new ProviderRefusal("Nothing was charged.", { code: "not_charged" });
  const found = looksFirst(tries) ? await provider.findRefund({ chargeRef }) : null;
  if (found) return found;
  deps.crashPoint("refund: about to ask");
  try {
    const fact = await provider.refund({ paymentId, orderId, chargeRef });
    deps.crashPoint("refund: answered");
    return fact;
  } catch (error) {
    if (!(error instanceof ProviderRefusal)) throw error;
    // Somebody gave it back by hand: that is what we wanted.
    const given = await provider.findRefund({ chargeRef });
    if (given) return given;
    throw error;
  }
}
