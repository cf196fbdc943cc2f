import { binaryArray, binaryColumns, column, type Runner } from "@outcry/database";
import type { Currency } from "@outcry/kernel";
import type { Trader } from "../domain/caps.ts";
import type { Totals } from "./capped-traders.ts";
import type { VariantFacts } from "./locked-markets.ts";
import { run } from "./statement.ts";

/** A key that a client gave, and the input it stood for, as `digestOf` makes them. */
export type KeyUse = Readonly<{ digest: string; inputDigest: string }>;

export type Facts = Readonly<{
  /** The database's time, in whole milliseconds. */
  now: Date;
  /** By id. */
  variants: ReadonlyMap<string, VariantFacts>;
  /** By id. Open orders are not counted here: see capped-traders.ts. */
  traders: ReadonlyMap<string, Trader>;
  /** What people ever placed since they have caps, as far as it was kept. */
  placed: readonly Totals[];
  /** First answers, JSON text, by the digest of their key; `sameInput` when it stood for the same then. */
  answers: ReadonlyMap<string, Readonly<{ answer: string; sameInput: boolean }>>;
}>;

const FACTS = `/* load facts */
  select 'TIME' as kind, null::bigint as place, null::boolean as first, null::boolean as second,
         date_trunc('milliseconds', clock_timestamp()) as at, null::text as text, null::uuid as id,
         null::bigint as orders, null::bigint as minor
  union all
  select 'TRADER', wanted.place, coalesce(t.has_payment_method, false), coalesce(t.verified, false),
         t.selling_suspended_until, null, null, null, null
    from unnest($1::uuid[]) with ordinality as wanted (user_id, place)
    left join offers.traders t on t.user_id = wanted.user_id
  union all
  select 'PLACED', wanted.place, null, null, null, p.currency, null, p.orders, p.asks_minor
    from unnest($1::uuid[]) with ordinality as wanted (user_id, place)
    join offers.placed_totals p on p.user_id = wanted.user_id
  union all
  select 'ANSWER', used.place, a.input_digest = used.input_digest, null, null, a.answer, null, null, null
    from unnest($2::uuid[], $3::uuid[]) with ordinality as used (digest, input_digest, place)
    join offers.answers a on a.digest = used.digest
  union all
  select 'VARIANT', traded.place, v.authentication_required, v.tradable, null, v.category_slug, v.product_id, null, null
    from unnest($4::uuid[]) with ordinality as traded (id, place)
    join offers.variants v on v.id = traded.id`;

type Row =
  | { kind: "TIME"; at: Date }
  | { kind: "TRADER"; place: bigint; first: boolean; second: boolean; at: Date | null }
  | { kind: "PLACED"; place: bigint; text: Currency; orders: bigint; minor: bigint }
  | { kind: "ANSWER"; place: bigint; first: boolean; text: string }
  | { kind: "VARIANT"; place: bigint; first: boolean; second: boolean; text: string; id: string };

const KEYS = [column("uuid", (use: KeyUse) => use.digest), column("uuid", (use: KeyUse) => use.inputDigest)];

/** Whom and what facts are asked about. Variants only where their markets are not read anyway. */
export type FactsAbout = Readonly<{
  userIds: readonly string[];
  keys: readonly KeyUse[];
  variantIds: readonly string[];
}>;

/**
 * What is known of people who want to trade and of what they trade, and which keys were answered before. It needs no lock:
 * what is known of people and variants comes by events, at whatever time, and no key can be answered twice (offers.answers).
 */
export async function loadFacts(on: Runner, { userIds, keys, variantIds }: FactsAbout): Promise<Facts> {
  const traders = new Map<string, Trader>();
  const answers = new Map<string, { answer: string; sameInput: boolean }>();
  const variants = new Map<string, VariantFacts>();
  const placed: Totals[] = [];
  let now: Date | null = null;
  const parameters = [
    binaryArray("uuid", userIds),
    ...binaryColumns(keys, KEYS),
    binaryArray("uuid", variantIds),
  ];
  for (const row of await run<Row>(on, FACTS, parameters)) {
    if (row.kind === "TIME") {
      now = row.at;
      continue;
    }
    const place = Number(row.place) - 1;
    const [userId, key, variantId] = [userIds[place], keys[place], variantIds[place]];
    if (row.kind === "ANSWER" && key) answers.set(key.digest, { answer: row.text, sameInput: row.first });
    else if (row.kind === "VARIANT" && variantId)
      variants.set(variantId, {
        productId: row.id,
        categorySlug: row.text,
        authenticationRequired: row.first,
        tradable: row.second,
      });
    else if (row.kind === "PLACED" && userId)
      placed.push({ userId, currency: row.text, orders: Number(row.orders), asks: row.minor });
    else if (row.kind === "TRADER" && userId)
      traders.set(userId, {
        userId,
        hasPaymentMethod: row.first,
        verified: row.second,
        sellingSuspendedUntil: row.at,
        openOrders: 0,
        openAsks: {},
      });
  }
  if (now === null) throw new Error("The database told no time.");
  return { now, traders, placed, answers, variants };
}
