import { z } from "zod";

const KEY_CHARACTERS_MIN = 32;
const pairs = z.record(z.string().regex(/^[a-z]+>[a-z]+$/), z.string().min(KEY_CHARACTERS_MIN));

/** `caller>audience` to the key those two share. A process is given only the pairs it is part of. */
export type PassportKeys = Readonly<Record<string, string>>;

const PAIRS_EXPECTED = `must be JSON such as {"router>offers":"at least ${KEY_CHARACTERS_MIN} characters"}`;

function parsePairs(text: string): PassportKeys | null {
  try {
    return pairs.parse(JSON.parse(text));
  } catch {
    return null; // The reader says what was expected; what was given may hold keys, so it is not repeated.
  }
}

/** Reads the one variable that all processes of a fleet are given their keys in. Names the pairs that are missing. */
export const passportKeys = (mustHave: readonly string[] = []) =>
  z
    .string({ error: PAIRS_EXPECTED })
    .transform((text, context) => {
      const keys = parsePairs(text);
      const missing = mustHave.filter((pair) => keys && !Object.hasOwn(keys, pair));
      if (keys && missing.length === 0) return keys;
      context.addIssue(keys ? `lacks ${missing.map((pair) => `"${pair}"`).join(", ")}` : PAIRS_EXPECTED);
      return z.NEVER;
    })
    .describe("Keys this process shares with those it calls and is called by.");

/** The keys an audience checks with, by caller. */
export const keysInto = (keys: PassportKeys, audience: string): Readonly<Record<string, string>> =>
  pick(keys, (pair) => (pair[1] === audience ? pair[0] : undefined));

/** The keys a caller signs with, by audience. */
export const keysFrom = (keys: PassportKeys, caller: string): Readonly<Record<string, string>> =>
  pick(keys, (pair) => (pair[0] === caller ? pair[1] : undefined));

const pick = (keys: PassportKeys, other: (pair: string[]) => string | undefined) =>
  Object.fromEntries(
    Object.entries(keys).flatMap(([pair, key]) => {
      const name = other(pair.split(">"));
      return name === undefined ? [] : [[name, key]];
    }),
  );
