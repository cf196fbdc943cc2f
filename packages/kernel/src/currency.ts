/**
 * The currencies Outcry settles in, by ISO 4217 code.
 * `decimals` is the number of digits of the minor unit; `tick` and `minimum` bound prices in the open market,
 * in minor units (features.md, part 2: whole major units, and a floor that keeps fees meaningful).
 */
export const CURRENCIES = {
  USD: { decimals: 2, tick: 100n, minimum: 2_500n },
  EUR: { decimals: 2, tick: 100n, minimum: 2_500n },
  GBP: { decimals: 2, tick: 100n, minimum: 2_000n },
  CAD: { decimals: 2, tick: 100n, minimum: 3_500n },
  AUD: { decimals: 2, tick: 100n, minimum: 3_500n },
  JPY: { decimals: 0, tick: 100n, minimum: 3_000n },
} as const satisfies Record<string, { decimals: number; tick: bigint; minimum: bigint }>;

export type Currency = keyof typeof CURRENCIES;

export const isCurrency = (code: string): code is Currency => Object.hasOwn(CURRENCIES, code);
