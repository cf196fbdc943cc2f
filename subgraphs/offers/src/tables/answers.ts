import { index, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { offers } from "./schema.ts";

/**
 * First answers under keys. As every order writes one, it is narrow: of key and input there are only digests, the answer is
 * text that the database need not read, and what is past its time is found by a BRIN index, which costs an insertion nothing.
 */
export const answers = offers.table(
  "answers",
  {
    /** Of the person, the mutation and the key. */
    digest: uuid().primaryKey(),
    inputDigest: uuid("input_digest").notNull(),
    answer: text().notNull(),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [index("answers_by_age").using("brin", table.createdAt)],
);
