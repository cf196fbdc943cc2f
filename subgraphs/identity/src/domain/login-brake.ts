import { MILLISECONDS } from "@outcry/kernel";

/**
 * After so many failed sign-ins within the window, the account's door stays shut until the window has moved
 * on.
 */
export const FAILURES_MAX = 10;
export const FAILURE_WINDOW_MILLISECONDS = 15 * MILLISECONDS.minute;

export const isBraked = (recentFailures: number): boolean => recentFailures >= FAILURES_MAX;

/** The same whether or not there is such an account. */
export const BRAKED = {
  kind: "LimitReached",
  limit: `${FAILURES_MAX} failed sign-ins in 15 minutes`,
  message: "Too many sign-ins failed for this address. Wait a quarter of an hour, then try again.",
} as const;

/** The same for an unknown address and a wrong password. */
export const WRONG_CREDENTIALS = {
  kind: "Validation",
  message: "The e-mail address or the password is wrong.",
} as const;
