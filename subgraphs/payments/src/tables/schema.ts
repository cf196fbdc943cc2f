import { bigint, pgSchema, timestamp } from "drizzle-orm/pg-core";

/** Everything of this subgraph lives here; its role sees nothing else. */
export const payments = pgSchema("payments");

/** An amount in minor units; its currency stands in the same row. */
export const minor = (name: string) => bigint(name, { mode: "bigint" });

export const instant = (name: string) => timestamp(name, { withTimezone: true });

/** An instant that pages go by: in milliseconds, so that a cursor holds all of it. */
export const pagedInstant = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });
