import { createHash } from "node:crypto";
import { type FieldNode, valueFromASTUntyped } from "graphql";
import type { Caller } from "./caller.ts";
import type { PreparedOperation } from "./operations.ts";
import { rateLimited } from "./refusal.ts";

/** So many points in so many seconds. */
export type Rate = Readonly<{ points: number; seconds: number }>;

/** Where points are counted: in this process, or in a store that routers share. */
export interface RateCounter {
  /** Takes points from a key. The seconds to wait when they are used up, else 0; a promise of them when they are counted elsewhere. */
  take(key: string, points: number, rate: Rate): number | Promise<number>;
}

/** Requests, by whom they come from. Each number is what a busy honest client needs, several times over. */
export const RATES = {
  /** One address without credentials: the storefront's own server, or an office behind one address. */
  address: { points: 6_000, seconds: 60 },
  user: { points: 1_200, seconds: 60 },
  /** Failed credentials from one address. */
  refusedCredentials: { points: 60, seconds: 60 },
} as const satisfies Record<string, Rate>;

/** Fields that guess at secrets. Each use counts, so thirty aliases are thirty attempts. */
export type GuardedField = Readonly<{ perAddress: Rate; perAccount: Rate }>;

export const GUARDED_FIELDS: Readonly<Record<string, GuardedField>> = {
  login: { perAddress: { points: 60, seconds: 60 }, perAccount: { points: 10, seconds: 60 } },
  register: { perAddress: { points: 60, seconds: 60 }, perAccount: { points: 10, seconds: 60 } },
  requestPasswordReset: { perAddress: { points: 10, seconds: 60 }, perAccount: { points: 3, seconds: 60 } },
  resetPassword: { perAddress: { points: 10, seconds: 60 }, perAccount: { points: 10, seconds: 60 } },
  confirmTotp: { perAddress: { points: 30, seconds: 60 }, perAccount: { points: 10, seconds: 60 } },
  refreshSession: { perAddress: { points: 600, seconds: 60 }, perAccount: { points: 60, seconds: 60 } },
};

/** Refuses who asks too often, with `Refusal` 429 and `Retry-After`. */
export interface Rates {
  /** Each request comes here, so it throws what it can say at once; it is a promise only when requests are counted elsewhere. */
  request(caller: Caller, address: string): Promise<void> | null;
  refusedCredentials(address: string): Promise<void>;
  /** As `request`; null also when nothing of the operation is guarded. */
  operation(
    operation: PreparedOperation,
    variables: Record<string, unknown>,
    caller: Caller,
    address: string,
  ): Promise<void> | null;
}

/** For load tests on one's own machine. */
export const noRates: Rates = {
  request: () => null,
  refusedCredentials: async () => {},
  operation: () => null,
};

export function ratesCountedBy(counter: RateCounter): Rates {
  return {
    request(caller, address) {
      if (caller.apiKey) {
        const rate = { points: caller.apiKey.requestsPerMinute, seconds: 60 };
        return settle(counter.take(`key:${caller.apiKey.id}`, 1, rate));
      }
      if (caller.userId) return settle(counter.take(`user:${caller.userId}`, 1, RATES.user));
      return settle(counter.take(`address:${address}`, 1, RATES.address));
    },
    async refusedCredentials(address) {
      await settle(counter.take(`refused:${address}`, 1, RATES.refusedCredentials));
    },
    operation(operation, variables, caller, address) {
      if (!operation.rootFields.some(isGuarded)) return null;
      return takeAll(counter, attempts(operation, variables, caller, address));
    },
  };
}

function settle(wait: number | Promise<number>): Promise<void> | null {
  if (typeof wait !== "number") return wait.then(refuse);
  refuse(wait);
  return null;
}

function refuse(wait: number): void {
  if (wait > 0) throw rateLimited(wait);
}

async function takeAll(counter: RateCounter, wanted: readonly Attempt[]): Promise<void> {
  for (const [key, points, rate] of wanted) refuse(await counter.take(key, points, rate));
}

const isGuarded = (field: FieldNode): boolean => Object.hasOwn(GUARDED_FIELDS, field.name.value);

type Attempt = [key: string, points: number, rate: Rate];

function attempts(
  { rootFields }: PreparedOperation,
  variables: Record<string, unknown>,
  caller: Caller,
  address: string,
): Attempt[] {
  const counted = new Map<string, Attempt>();
  const count = (key: string, rate: Rate) => {
    const attempt = counted.get(key);
    if (attempt) attempt[1] += 1;
    else counted.set(key, [key, 1, rate]);
  };
  for (const field of rootFields) {
    const name = field.name.value;
    const guarded = Object.hasOwn(GUARDED_FIELDS, name) ? GUARDED_FIELDS[name] : undefined;
    if (!guarded) continue;
    count(`${name}:address:${address}`, guarded.perAddress);
    const account = caller.userId ?? accountIn(field, variables);
    if (account) count(`${name}:account:${account}`, guarded.perAccount);
  }
  return [...counted.values()];
}

/** The account an attempt is aimed at, hashed: e-mail addresses are not kept, and keys have one length. */
function accountIn(field: FieldNode, variables: Record<string, unknown>): string | null {
  for (const argument of field.arguments ?? []) {
    const value = valueFromASTUntyped(argument.value, variables);
    if (typeof value !== "object" || value === null) continue;
    const { email, refreshToken } = value as { email?: unknown; refreshToken?: unknown };
    const account = typeof email === "string" ? email.trim().toLowerCase() : refreshToken;
    if (typeof account === "string") return createHash("sha256").update(account).digest("base64url");
  }
  return null;
}
