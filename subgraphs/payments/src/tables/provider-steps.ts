import { sql } from "drizzle-orm";
import { check, index, integer, text, unique, uuid } from "drizzle-orm/pg-core";
import type { StepKind } from "../domain/payment.ts";
import { payments } from "./payments.ts";
import { instant, payments as schema } from "./schema.ts";

/** What the provider is to do for a payment: written down before it is tried, so that any instance can go on after a crash. */
export const providerSteps = schema.table(
  "provider_steps",
  {
    id: uuid().primaryKey(),
    paymentId: uuid("payment_id")
      .notNull()
      .references(() => payments.id),
    kind: text().$type<StepKind>().notNull(),
    tries: integer().notNull().default(0),
    /** Grows with every claim: who holds an older number lost the step to somebody else. */
    fence: integer().notNull().default(0),
    /** When it may be claimed (again): the time of the next try, or the end of the lease of whoever is trying. */
    dueAt: instant("due_at").notNull().defaultNow(),
    doneAt: instant("done_at"),
    lastError: text("last_error"),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    unique("a_payment_has_one_step_of_a_kind").on(table.paymentId, table.kind),
    index("provider_steps_due").on(table.dueAt).where(sql`${table.doneAt} is null`),
    check("a_kind_is_known", sql`${table.kind} in ('CHARGE', 'RELEASE', 'REFUND')`),
  ],
);
