import {
  type StripeEmulator,
  type StripeEmulatorOptions,
  startStripeEmulator,
} from "@outcry/stripe-emulator";
import { createTestDatabase } from "@outcry/testkit";
import Stripe from "stripe";
import { quiet } from "./quiet.ts";
import { type Receiver, startReceiver, WEBHOOK_SECRET } from "./receiver.ts";

export const SECRET_KEY = "sk_test_emulator";

/** A clock that tests move by hand. */
export class MovingClock {
  #moved = 0;
  read = (): Date => new Date(Date.now() + this.#moved);
  forward(milliseconds: number): void {
    this.#moved += milliseconds;
  }
}

export type Emulated = {
  emulator: StripeEmulator;
  stripe: Stripe;
  receiver: Receiver;
  clock: MovingClock;
  /** The emulator's database, for those who may see everything. */
  adminUrl: string;
  /** The SDK with its own settings, by default without retries of its own. */
  client(settings?: Partial<ConstructorParameters<typeof Stripe>[1]>): Stripe;
  /** Any request, as curl would send it. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Stops the emulator and starts another one on the same database. */
  restart(): Promise<void>;
  stop(): Promise<void>;
};

/** An emulator on a database of its own, the real SDK to talk to it, and a receiver of its webhooks. */
export async function emulated(options: Partial<StripeEmulatorOptions> = {}): Promise<Emulated> {
  const database = await createTestDatabase();
  const receiver = await startReceiver();
  const clock = new MovingClock();
  const start = () =>
    startStripeEmulator({
      databaseUrl: database.urlOf("stripe_emulator"),
      port: 0,
      secretKey: SECRET_KEY,
      webhook: { url: receiver.url, secret: WEBHOOK_SECRET },
      logger: quiet,
      clock: clock.read,
      ...options,
    });
  const house: Emulated = {
    emulator: await start(),
    stripe: undefined as unknown as Stripe,
    receiver,
    clock,
    adminUrl: database.adminUrl,
    client: (settings = {}) =>
      new Stripe(SECRET_KEY, {
        host: "127.0.0.1",
        port: house.emulator.port,
        protocol: "http",
        maxNetworkRetries: 0,
        ...settings,
      }),
    fetch: (path, init = {}) =>
      fetch(`${house.emulator.url}${path}`, {
        ...init,
        headers: { authorization: `Bearer ${SECRET_KEY}`, ...init.headers },
      }),
    async restart() {
      await house.emulator.stop();
      house.emulator = await start();
      house.stripe = house.client();
    },
    async stop() {
      await house.emulator.stop();
      await receiver.stop();
      await database.drop();
    },
  };
  house.stripe = house.client();
  return house;
}

/** What a refused call throws. */
export async function refusal(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error;
    throw error;
  }
  throw new Error("The call was not refused.");
}
