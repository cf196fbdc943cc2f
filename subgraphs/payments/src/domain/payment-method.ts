/** A way to pay, without anything secret. */
export type PaymentMethod = Readonly<{
  id: string;
  userId: string;
  brand: string;
  last4: string;
  expiryMonth: number;
  expiryYear: number;
  isDefault: boolean;
  /** Its last charge was declined. */
  isDeclined: boolean;
}>;

/** Codes of failed charges that say nothing of the method: none was charged. */
const NOT_THE_METHODS_FAULT: readonly string[] = [
  "no_payment_method",
  "order_cancelled",
  "provider_unreachable",
  "canceled",
];

/** Whether a charge that failed with this code says that its method does not work. */
export const blamesMethod = (code: string): boolean => !NOT_THE_METHODS_FAULT.includes(code);

export const METHODS_PER_PERSON_MAX = 20;

const TOKEN_LENGTH_MAX = 255;

/** Whether a text can be a provider's token at all; what it stands for only the provider knows. */
export const isTokenShaped = (token: string): boolean =>
  token.length <= TOKEN_LENGTH_MAX && /^(pm|tok|card)_\w+$/.test(token);
