import { hash } from "node:crypto";
import type { Tx } from "@outcry/database";
import { type Result, refuse } from "@outcry/kernel";
import { and, eq, lt, sql } from "drizzle-orm";
import { index, jsonb, type PgSchema, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { Refusal } from "./refusals.ts";

const KEY_LENGTH_MIN = 8;
const KEY_LENGTH_MAX = 255;

/** How long an answer is kept; clients are promised 24 hours. */
export const IDEMPOTENCY_RETENTION_HOURS = 48;

/** First answers by user, mutation and key. Each subgraph has one among its tables. */
export const idempotencyTable = (schema: PgSchema) =>
  schema.table(
    "idempotency_keys",
    {
      userId: uuid("user_id").notNull(),
      mutation: text("mutation").notNull(),
      key: text("key").notNull(),
      inputHash: text("input_hash").notNull(),
      answer: jsonb("answer"),
      createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
    },
    (table) => [
      primaryKey({ columns: [table.userId, table.mutation, table.key] }),
      index("idempotency_keys_created_at").on(table.createdAt),
    ],
  );
export type IdempotencyTable = ReturnType<typeof idempotencyTable>;

/**
 * Input in one canonical form: keys sorted, so that the order in which a client writes them does not matter. Without the
 * field that is left out, at the top.
 */
export function canonicalInput(value: unknown, leftOut?: string): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `"${value}"`;
  if (value === null || typeof value !== "object" || "toJSON" in value)
    return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return `[${value.map((part) => canonicalInput(part)).join(",")}]`;
  const fields = value as Record<string, unknown>;
  let text = "";
  for (const name of Object.keys(fields).sort()) {
    const part = fields[name];
    if (part === undefined || name === leftOut) continue;
    text += `${text === "" ? "" : ","}${JSON.stringify(name)}:${canonicalInput(part)}`;
  }
  return `{${text}}`;
}

const inputHashOf = (input: unknown): string => hash("sha256", canonicalInput(input), "base64url");

/** Money in a stored refusal has bigints, which JSON lacks: they are written as `{"$minor": "123"}`. */
const write = (answer: unknown): unknown =>
  JSON.parse(
    JSON.stringify(answer, (_key, part: unknown) =>
      typeof part === "bigint" ? { $minor: part.toString() } : part,
    ),
  );
const read = (stored: unknown): unknown =>
  JSON.parse(JSON.stringify(stored), (_key, part: unknown) =>
    part !== null && typeof part === "object" && "$minor" in part ? BigInt(String(part.$minor)) : part,
  );

export type IdempotentRequest = Readonly<{
  table: IdempotencyTable;
  userId: string;
  mutation: string;
  key: string;
  /** All of the input but the key. */
  input: unknown;
}>;

/** Refuses a key that no client should send. */
export function checkIdempotencyKey(key: string): Refusal | null {
  if (key.length >= KEY_LENGTH_MIN && key.length <= KEY_LENGTH_MAX && !key.includes("\0")) return null;
  return {
    kind: "Validation",
    message: `An idempotency key has ${KEY_LENGTH_MIN} to ${KEY_LENGTH_MAX} characters.`,
    field: ["input", "idempotencyKey"],
  };
}

/**
 * Runs a command at most once per user, mutation and key, inside the command's own transaction.
 * Same key and input: the first answer again, refusals included; a second send waits on the first one's uncommitted row.
 * Other input: IdempotencyConflict. An error thrown by `work` rolls the key back with everything else, so it is not stored.
 * `Answer` must be plain JSON, bigints allowed: ids rather than rows.
 */
export async function idempotently<Answer>(
  tx: Tx,
  request: IdempotentRequest,
  work: () => Promise<Result<Answer, Refusal>>,
): Promise<Result<Answer, Refusal>> {
  const badKey = checkIdempotencyKey(request.key);
  if (badKey) return refuse(badKey);
  const { table } = request;
  const inputHash = inputHashOf(request.input);
  const row = { userId: request.userId, mutation: request.mutation, key: request.key };
  const claimed = await tx
    .insert(table)
    .values({ ...row, inputHash })
    .onConflictDoNothing()
    .returning({ key: table.key });
  const mine = and(eq(table.userId, row.userId), eq(table.mutation, row.mutation), eq(table.key, row.key));
  if (claimed.length === 0) {
    const [first] = await tx.select().from(table).where(mine);
    if (first?.inputHash !== inputHash)
      return refuse({ kind: "IdempotencyConflict", field: ["input", "idempotencyKey"] });
    return read(first.answer) as Result<Answer, Refusal>;
  }
  const answer = await work();
  await tx
    .update(table)
    .set({ answer: write(answer) })
    .where(mine);
  return answer;
}

/** Forgets answers past their retention, at most `limit` a call. Returns how many. */
export async function pruneIdempotencyKeys(tx: Tx, table: IdempotencyTable, limit = 10_000): Promise<number> {
  const old = tx
    .select({ at: sql`ctid` })
    .from(table)
    .where(lt(table.createdAt, sql`now() - make_interval(hours => ${IDEMPOTENCY_RETENTION_HOURS})`))
    .limit(limit);
  const gone = await tx.delete(table).where(sql`ctid in ${old}`).returning({ key: table.key });
  return gone.length;
}
