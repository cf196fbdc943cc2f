import { after, MILLISECONDS } from "@outcry/kernel";

const FIRST_WAIT = MILLISECONDS.second / 2;
const WAIT_MAX = 10 * MILLISECONDS.minute;
const DOUBLINGS_MAX = 12;

/** From this try on we look at the provider's books before asking again: our question may have been answered unheard. */
const LOOK_FROM_TRY = 4;
/** Stripe forgets idempotency keys after 24 hours; well before that a charge that never got an answer is given up. */
const GIVE_UP_AFTER = 20 * MILLISECONDS.hour;
/** So long a bank may keep a buyer waiting for its question. */
const ACTION_WAITS_MAX = MILLISECONDS.hour;

/** When to ask again after the given number of tries. `chance` is between 0 and 1, so that many do not ask in step. */
export function nextTryAt(now: Date, tries: number, chance: number): Date {
  const wait = Math.min(FIRST_WAIT * 2 ** Math.min(tries - 1, DOUBLINGS_MAX), WAIT_MAX);
  return after(now, wait * (0.75 + chance / 2));
}

export const looksFirst = (tries: number): boolean => tries >= LOOK_FROM_TRY;

/** Whether a charge has been waiting for so long that it is called off. */
export function isGivenUp(payment: { createdAt: Date; state: string }, now: Date): boolean {
  const patience = payment.state === "REQUIRES_ACTION" ? ACTION_WAITS_MAX : GIVE_UP_AFTER;
  return now > after(payment.createdAt, patience);
}
