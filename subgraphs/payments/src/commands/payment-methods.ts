import { type Database, type Tx, withTransaction } from "@outcry/database";
import { isId, ok, type Result, refuse } from "@outcry/kernel";
import type { Refusal } from "@outcry/service";
import { isTokenShaped, METHODS_PER_PERSON_MAX, type PaymentMethod } from "../domain/payment-method.ts";
import type { PaymentProvider, SavedMethod } from "../provider.ts";
import { announceAll } from "../store/announcing.ts";
import {
  countWorking,
  insertMethod,
  lockMethods,
  markDeclined,
  markForgotten,
  ownerOfMethod,
  removeMethod,
} from "../store/methods.ts";
import { makeOwedDue } from "../store/penalties.ts";
import { keepProviderRef, providerRefOf } from "../store/provider-people.ts";
import { methodsChanged } from "./announcements.ts";

type Deps = Readonly<{ database: Database; provider: PaymentProvider }>;

const tooMany = (): Refusal => ({
  kind: "LimitReached",
  limit: String(METHODS_PER_PERSON_MAX),
  message: `You can keep ${METHODS_PER_PERSON_MAX} payment methods. Remove one first.`,
});
const badToken = (message: string): Refusal => ({ kind: "Validation", message, field: ["input", "token"] });

/** The person as the provider knows them when they pay; made known with their first method. */
async function customerOf({ database, provider }: Deps, userId: string): Promise<string> {
  const known = await providerRefOf(database, "customer", userId);
  return known ?? keepProviderRef(database, "customer", userId, await provider.createCustomer(userId));
}

/**
 * Saves a payment method by the provider's token for it, as the one that is charged from now on. Refuses, in the provider's
 * words, a card that is declined and a token that stands for nothing.
 */
export async function savePaymentMethod(
  deps: Deps,
  request: { userId: string; token: string; id?: string },
): Promise<Result<PaymentMethod, Refusal>> {
  const { userId } = request;
  const token = request.token.trim();
  if (!isTokenShaped(token))
    return refuse(badToken("This is no token of the payment provider, such as pm_card_visa."));
  const customerRef = await customerOf(deps, userId);
  const room = await withTransaction(deps.database, (tx) => lockMethods(tx, userId));
  if (room >= METHODS_PER_PERSON_MAX) return refuse(tooMany());
  const saved = await deps.provider.saveMethod(token, customerRef);
  if (!saved.ok) return refuse(badToken(saved.refusal.message));
  const method = await recordMethod(deps.database, userId, saved.value, request.id);
  if (method) return ok(method);
  // Others were saved meanwhile, up to the limit: this one is given back.
  await deps.provider.forgetMethod(saved.value.providerRef);
  return refuse(tooMany());
}

const recordMethod = (
  database: Database,
  userId: string,
  saved: SavedMethod,
  id: string | undefined,
): Promise<PaymentMethod | null> =>
  withTransaction(database, async (tx) => {
    if ((await lockMethods(tx, userId)) >= METHODS_PER_PERSON_MAX) return null;
    const method = await insertMethod(tx, userId, saved, id);
    await makeOwedDue(tx, userId);
    await announceAll(tx, [methodsChanged(userId, true)]);
    return method;
  });

/**
 * Takes a payment method off file. From that moment it is not charged any more; that the provider forgets it too is seen to at
 * once, or later by a worker.
 */
export async function removePaymentMethod(
  { database, provider }: Deps,
  request: { userId: string; paymentMethodId: string },
): Promise<Result<string, Refusal>> {
  const { userId, paymentMethodId } = request;
  const removed = isId(paymentMethodId) ? await recordRemoval(database, userId, paymentMethodId) : null;
  if (removed === null) {
    const message = "There is no such payment method of yours.";
    return refuse({ kind: "NotFound", message, field: ["input", "paymentMethodId"] });
  }
  await forgetMethod({ database, provider }, removed).catch(() => undefined); // The worker tries again.
  return ok(paymentMethodId);
}

const recordRemoval = (database: Database, userId: string, id: string): Promise<string | null> =>
  withTransaction(database, async (tx) => {
    await lockMethods(tx, userId);
    const providerRef = await removeMethod(tx, userId, id);
    if (providerRef !== null)
      await announceAll(tx, [methodsChanged(userId, (await countWorking(tx, userId)) > 0)]);
    return providerRef;
  });

/**
 * A charge of a method was declined. Says so to those who keep copies, so that nobody bids with it: until another is saved,
 * unless there is one.
 */
export async function learnOfDecline(tx: Tx, methodRef: string): Promise<void> {
  const userId = await ownerOfMethod(tx, methodRef);
  if (userId === null) return;
  await lockMethods(tx, userId);
  await markDeclined(tx, userId, methodRef);
  await announceAll(tx, [methodsChanged(userId, (await countWorking(tx, userId)) > 0)]);
}

/** Has the provider forget a method that was removed. */
export async function forgetMethod({ database, provider }: Deps, methodRef: string): Promise<void> {
  await provider.forgetMethod(methodRef);
  await markForgotten(database, methodRef);
}
