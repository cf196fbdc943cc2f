import type { Clock } from "@outcry/kernel";

/** What is used of pino. */
export type Logger = {
  debug(fields: object, sentence: string): void;
  info(fields: object, sentence: string): void;
  warn(fields: object, sentence: string): void;
  error(fields: object, sentence: string): void;
};

export type StripeEmulatorOptions = {
  /** A database where the schema `stripe_emulator` exists, or may be created by this role. */
  databaseUrl: string;
  /** 0 for any free port. */
  port: number;
  /** Where to listen; this machine only, unless told otherwise. */
  host?: string;
  /** The key requests must carry, `sk_test_…`. */
  secretKey: string;
  /** Where events are delivered, with the endpoint's secret (`whsec_…`) and the types it wants (all, by default). */
  webhook?: { url: string; secret: string; enabledEvents?: readonly string[] };
  logger: Logger;
  clock?: Clock;
  /** Days until charged money is available for payouts and transfers without a source. Stripe's are 2. */
  settlementDays?: number;
  /** What Stripe keeps of each charge: 290 basis points and 30 minor units. */
  fee?: { basisPoints: number; fixed: number };
  /** How long payouts and pending refunds take, in milliseconds: 1,000. */
  settlementDelay?: number;
  /** How many database connections: 10. */
  connectionsMax?: number;
};
