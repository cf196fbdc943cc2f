import { createHash } from "node:crypto";
import { type FieldNode, valueFromASTUntyped } from "graphql";
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { Caller } from "./caller.ts";
import type { PreparedOperation } from "./operations.ts";
import { rateLimited } from "./refusal.ts";

/** So many points in so many seconds. */
export type Rate = Readonly<{ points: number; seconds: number }>;

/** Where points are counted: in this process, or in a store that routers share. */
export interface RateCounter {
  /** Takes points from a key. Resolves with the seconds to wait when they are used up, else with 0. */
  take(key: string, points: number, rate: Rate): Promise<number>;
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

/** `take` of a counter that has a limiter for each rate; each is made once, and there are as many as there are rates. */
export function takingFrom(make: (rate: Rate) => RateLimiterAbstract): RateCounter["take"] {
  const limiters = new Map<string, RateLimiterAbstract>();
  const limiterFor = (rate: Rate): RateLimiterAbstract => {
    const name = `${rate.points}/${rate.seconds}`;
    const known = limiters.get(name);
    if (known) return known;
    const limiter = make(rate);
    limiters.set(name, limiter);
    return limiter;
  };
  return async (key, points, rate) => {
    try {
      await limiterFor(rate).consume(key, points);
      return 0;
    } catch (verdict) {
      if (verdict instanceof RateLimiterRes) return Math.max(1, Math.ceil(verdict.msBeforeNext / 1_000));
      throw verdict;
    }
  };
}

/** Counts in this process. Enough for one router; several share a counter through the same port. */
export const memoryCounter = (): RateCounter => ({
  take: takingFrom(({ points, seconds }) => new RateLimiterMemory({ points, duration: seconds })),
});

/** Refuses who asks too often. Throws `Refusal` with 429 and `Retry-After`. */
export interface Rates {
  request(caller: Caller, address: string): Promise<void>;
  refusedCredentials(address: string): Promise<void>;
  operation(
    operation: PreparedOperation,
    variables: Record<string, unknown>,
    caller: Caller,
    address: string,
  ): Promise<void>;
}

/** For load tests on one's own machine. */
export const noRates: Rates = {
  request: async () => {},
  refusedCredentials: async () => {},
  operation: async () => {},
};

export function ratesCountedBy(counter: RateCounter): Rates {
  const take = async (key: string, points: number, rate: Rate) => {
    const wait = await counter.take(key, points, rate);
    if (wait > 0) throw rateLimited(wait);
  };
  return {
    request(caller, address) {
      if (caller.apiKey)
        return take(`key:${caller.apiKey.id}`, 1, { points: caller.apiKey.requestsPerMinute, seconds: 60 });
      if (caller.userId) return take(`user:${caller.userId}`, 1, RATES.user);
      return take(`address:${address}`, 1, RATES.address);
    },
    refusedCredentials: (address) => take(`refused:${address}`, 1, RATES.refusedCredentials),
    async operation(operation, variables, caller, address) {
      for (const [key, points, rate] of attempts(operation, variables, caller, address))
        await take(key, points, rate);
    },
  };
}

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
