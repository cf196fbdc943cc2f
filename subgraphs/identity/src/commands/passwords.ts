import { hash, verify } from "@node-rs/argon2";
import { ServiceUnavailableError } from "@outcry/service";

/**
 * OWASP's second recommendation for Argon2id: 19 MiB, two passes, one lane; about 20 ms here. Argon2id is
 * the default.
 */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/**
 * Each hash keeps one core busy, so more at once only makes all of them slower, and everything else with
 * them.
 */
const AT_ONCE_USUAL = 2;
/** About four seconds of waiting; whoever comes then is told to try again. */
const WAITING_MAX = 200;

/** Does the slow work with passwords. Never call it inside a transaction: locks would wait for it. */
export type Passwords = Readonly<{
  hash(password: string): Promise<string>;
  /** Takes as long for a null hash, of an account that does not exist, as for a real one. */
  matches(passwordHash: string | null, password: string): Promise<boolean>;
  /** Runs `work` when one of the few places is free. Throws ServiceUnavailableError when too many wait. */
  inTurn<Value>(work: () => Promise<Value>): Promise<Value>;
}>;

function makeTurns(atOnce: number) {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async <Value>(work: () => Promise<Value>): Promise<Value> => {
    if (running >= atOnce) {
      if (waiting.length >= WAITING_MAX)
        throw new ServiceUnavailableError("Too many are signing in. Please try again.");
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

export async function makePasswords(atOnce: number = AT_ONCE_USUAL): Promise<Passwords> {
  const decoy = await hash("nobody has this password", PARAMETERS);
  return {
    hash: (password) => hash(password, PARAMETERS),
    matches: async (passwordHash, password) =>
      (await verify(passwordHash ?? decoy, password)) && passwordHash !== null,
    inTurn: makeTurns(atOnce),
  };
}
