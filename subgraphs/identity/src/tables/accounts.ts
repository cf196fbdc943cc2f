import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { identity } from "./schema.ts";

const instant = (name: string) => timestamp(name, { withTimezone: true });
const createdAt = () => instant("created_at").notNull().defaultNow();

export const accounts = identity.table(
  "accounts",
  {
    id: uuid().primaryKey(),
    /** Normalised: NFKC, lower case. */
    email: text().notNull(),
    displayName: text("display_name").notNull(),
    /** Argon2id, with its parameters and salt. */
    passwordHash: text("password_hash").notNull(),
    roles: text().array().notNull(),
    sellerVerified: boolean("seller_verified").notNull().default(false),
    sellerDecidedAt: instant("seller_decided_at"),
    createdAt: createdAt(),
  },
  (table) => [
    unique("emails_are_unique").on(table.email),
    check("email_is_lower_case", sql`${table.email} !~ '[A-Z]'`),
    check("passwords_are_hashed", sql`${table.passwordHash} like '$argon2id$%'`),
    check(
      "roles_are_known",
      sql`${table.roles} <@ array['BUYER', 'SELLER', 'AUTHENTICATOR', 'SUPPORT', 'ADMIN']`,
    ),
  ],
);

export const addresses = identity.table(
  "addresses",
  {
    id: uuid().primaryKey(),
    accountId: uuid("account_id").notNull(),
    recipient: text().notNull(),
    line1: text().notNull(),
    line2: text(),
    city: text().notNull(),
    region: text(),
    postalCode: text("postal_code").notNull(),
    countryCode: text("country_code").notNull(),
    isDefault: boolean("is_default").notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    foreignKey({ name: "address_account_exists", columns: [table.accountId], foreignColumns: [accounts.id] }),
    index("addresses_by_account").on(table.accountId),
    uniqueIndex("one_default_address_each").on(table.accountId).where(sql`${table.isDefault}`),
    check("country_is_two_letters", sql`${table.countryCode} ~ '^[A-Z]{2}$'`),
  ],
);

export const apiKeys = identity.table(
  "api_keys",
  {
    id: uuid().primaryKey(),
    accountId: uuid("account_id").notNull(),
    name: text().notNull(),
    /** SHA-256: the secret has 256 random bits, so nothing slower is needed. */
    secretHash: text("secret_hash").notNull(),
    scopes: text().array().notNull(),
    requestsPerMinute: integer("requests_per_minute").notNull(),
    createdAt: createdAt(),
    revokedAt: instant("revoked_at"),
  },
  (table) => [
    unique("api_key_secrets_are_unique").on(table.secretHash),
    foreignKey({ name: "api_key_account_exists", columns: [table.accountId], foreignColumns: [accounts.id] }),
    index("api_keys_by_account").on(table.accountId).where(sql`${table.revokedAt} is null`),
  ],
);
