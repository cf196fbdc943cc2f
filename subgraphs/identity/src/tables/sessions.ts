import { sql } from "drizzle-orm";
import { foreignKey, index, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { accounts } from "./accounts.ts";
import { identity } from "./schema.ts";

const instant = (name: string) => timestamp(name, { withTimezone: true });

/** A session is a family of refresh tokens: each descends from the one before, and they all end together. */
export const sessions = identity.table(
  "sessions",
  {
    id: uuid().primaryKey(),
    accountId: uuid("account_id").notNull(),
    createdAt: instant("created_at").notNull(),
    /** When it ends unless it is refreshed. */
    expiresAt: instant("expires_at").notNull(),
    endedAt: instant("ended_at"),
  },
  (table) => [
    foreignKey({ name: "session_account_exists", columns: [table.accountId], foreignColumns: [accounts.id] }),
    index("sessions_by_account").on(table.accountId, table.createdAt).where(sql`${table.endedAt} is null`),
    index("sessions_by_expiry").on(table.expiresAt),
  ],
);

/**
 * Tokens are kept as SHA-256 hashes. Used ones stay as long as their session, so that a second use is
 * noticed.
 */
export const refreshTokens = identity.table(
  "refresh_tokens",
  {
    hash: text().primaryKey(),
    sessionId: uuid("session_id").notNull(),
    issuedAt: instant("issued_at").notNull(),
    usedAt: instant("used_at"),
  },
  (table) => [
    foreignKey({
      name: "refresh_token_session_exists",
      columns: [table.sessionId],
      foreignColumns: [sessions.id],
    }).onDelete("cascade"),
    index("refresh_tokens_by_session").on(table.sessionId),
  ],
);

/** Single-use tickets that open one socket each. A redeemed ticket's row is gone. */
export const socketTickets = identity.table(
  "socket_tickets",
  {
    hash: text().primaryKey(),
    sessionId: uuid("session_id").notNull(),
    expiresAt: instant("expires_at").notNull(),
  },
  (table) => [
    foreignKey({
      name: "socket_ticket_session_exists",
      columns: [table.sessionId],
      foreignColumns: [sessions.id],
    }).onDelete("cascade"),
    index("socket_tickets_by_expiry").on(table.expiresAt),
  ],
);

/** Sign-ins that failed, by a hash of the address that was typed, whether or not an account has it. */
export const loginFailures = identity.table(
  "login_failures",
  {
    id: uuid().primaryKey(),
    accountKey: text("account_key").notNull(),
    failedAt: instant("failed_at").notNull().defaultNow(),
  },
  (table) => [
    index("login_failures_by_account").on(table.accountKey, table.failedAt),
    index("login_failures_by_age").on(table.failedAt),
  ],
);
