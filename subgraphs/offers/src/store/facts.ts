import type { Trader } from "../domain/caps.ts";

/** Which first answer a command may already have. */
export type KeyUse = Readonly<{ userId: string; mutation: string; key: string }>;
export type FirstAnswer = KeyUse & Readonly<{ inputHash: string; answer: unknown }>;

/** What is known of people who want to trade: a row each. Their open orders are counted by `lockCappedTraders`, for whom it matters. */
export const TRADERS = (userIds: string): string => `
    from unnest(${userIds}::uuid[]) as wanted (user_id)
    left join offers.traders t on t.user_id = wanted.user_id`;

/** A row for each key that was used before, its first answer as facts. */
export const ANSWERS = (userIds: string, mutations: string, keys: string): string => `
    from unnest(${userIds}::uuid[], ${mutations}::text[], ${keys}::text[]) as used (user_id, mutation, key)
    join offers.idempotency_keys k
      on k.user_id = used.user_id and k.mutation = used.mutation and k.key = used.key`;

export const ANSWER_FACTS = `jsonb_build_object('userId', k.user_id, 'mutation', k.mutation, 'key', k.key,
      'inputHash', k.input_hash, 'answer', k.answer)`;

export type TraderRow = {
  user_id: string;
  has_payment_method: boolean;
  verified: boolean;
  /** No asks before this. */
  until: Date | null;
};

export const toTrader = (row: TraderRow): Trader => ({
  userId: row.user_id,
  hasPaymentMethod: row.has_payment_method,
  verified: row.verified,
  sellingSuspendedUntil: row.until,
  openOrders: 0,
  openAsks: {},
});
