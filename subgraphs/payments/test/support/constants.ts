import type { ServiceClient } from "@outcry/service";

export const STRIPE_KEY = "sk_test_house";
export const WEBHOOK_SECRET = "whsec_house";
export const PASSPORT_KEY = "a key that only tests know, of some length";

/** For tests in which nobody else is there to be asked. */
export const NO_SERVICE: ServiceClient = {
  ask: () => Promise.reject(new Error("Nobody is asked in this test.")),
  close: async () => undefined,
};
