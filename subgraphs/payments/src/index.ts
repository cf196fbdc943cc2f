export { createPayments } from "./server.ts";
export type { StripeOptions } from "./stripe.ts";
