import { binaryColumns, column } from "@outcry/database";
import type { Trader } from "../domain/caps.ts";
import { type Runner, run } from "./statement.ts";

/** A key that a client gave, and the input it stood for, as `digestOf` makes them. */
export type KeyUse = Readonly<{ digest: string; inputDigest: string }>;

export type Facts = Readonly<{
  /** By id. Open orders are not counted here: see `lockCappedTraders`. */
  traders: ReadonlyMap<string, Trader>;
  /** First answers, JSON text, by the digest of their key; `sameInput` when it stood for the same then. */
  answers: ReadonlyMap<string, Readonly<{ answer: string; sameInput: boolean }>>;
}>;

const FACTS = `/* load facts */
  select wanted.place, false as is_answer, coalesce(t.has_payment_method, false) as has_payment_method,
         coalesce(t.verified, false) as verified, t.selling_suspended_until as until, null::text as answer,
         null::boolean as same_input
    from unnest($1::uuid[]) with ordinality as wanted (user_id, place)
    left join offers.traders t on t.user_id = wanted.user_id
  union all
  select used.place, true, null, null, null, a.answer, a.input_digest = used.input_digest
    from unnest($2::uuid[], $3::uuid[]) with ordinality as used (digest, input_digest, place)
    join offers.answers a on a.digest = used.digest`;

type Row =
  | { place: bigint; is_answer: true; answer: string; same_input: boolean }
  | { place: bigint; is_answer: false; has_payment_method: boolean; verified: boolean; until: Date | null };

const USERS = [column("uuid", (userId: string) => userId)];
const KEYS = [column("uuid", (use: KeyUse) => use.digest), column("uuid", (use: KeyUse) => use.inputDigest)];

/**
 * What is known of people who want to trade, and which keys were answered before. It needs no lock: what is known of people
 * comes by events, at whatever time, and no key can be answered twice (offers.answers).
 */
export async function loadFacts(
  on: Runner,
  userIds: readonly string[],
  keys: readonly KeyUse[],
): Promise<Facts> {
  const traders = new Map<string, Trader>();
  const answers = new Map<string, { answer: string; sameInput: boolean }>();
  const parameters = [...binaryColumns(userIds, USERS), ...binaryColumns(keys, KEYS)];
  for (const row of await run<Row>(on, FACTS, parameters)) {
    const place = Number(row.place) - 1;
    const [userId, key] = [userIds[place], keys[place]];
    if (row.is_answer && key) answers.set(key.digest, { answer: row.answer, sameInput: row.same_input });
    else if (!row.is_answer && userId)
      traders.set(userId, {
        userId,
        hasPaymentMethod: row.has_payment_method,
        verified: row.verified,
        sellingSuspendedUntil: row.until,
        openOrders: 0,
        openAsks: {},
      });
  }
  return { traders, answers };
}
