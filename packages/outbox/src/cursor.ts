import type { Database, Tx } from "@outcry/database";
import { and, eq, sql } from "drizzle-orm";
import type { EventFeed } from "./feed.ts";
import type { OutboxTables } from "./tables.ts";

/** Whose cursor over which feed. */
export type CursorOwner = { consumer: string; feed: Pick<EventFeed, "producer">; tables: OutboxTables };

const ofOwner = ({ tables: { consumerCursors }, consumer, feed }: CursorOwner) =>
  and(eq(consumerCursors.consumer, consumer), eq(consumerCursors.producer, feed.producer));

/** The position of the last event applied, 0 before the first. */
export async function readCursor(owner: CursorOwner & { database: Database }): Promise<bigint> {
  const { consumerCursors } = owner.tables;
  const [row] = await owner.database.db
    .select({ position: consumerCursors.position })
    .from(consumerCursors)
    .where(ofOwner(owner));
  return row?.position ?? 0n;
}

/** As `readCursor`, and takes the cursor for this transaction: another instance of the consumer waits here. */
export async function lockCursor(tx: Tx, owner: CursorOwner): Promise<bigint> {
  const { consumerCursors } = owner.tables;
  const locked = () =>
    tx
      .select({ position: consumerCursors.position })
      .from(consumerCursors)
      .where(ofOwner(owner))
      .for("update");
  const [row] = await locked();
  if (row !== undefined) return row.position;
  await tx
    .insert(consumerCursors)
    .values({ consumer: owner.consumer, producer: owner.feed.producer })
    .onConflictDoNothing();
  const [made] = await locked();
  return made?.position ?? 0n;
}

/** Records that everything up to this position is applied. */
export async function moveCursor(tx: Tx, owner: CursorOwner, position: bigint): Promise<void> {
  await tx.update(owner.tables.consumerCursors).set({ position, movedAt: sql`now()` }).where(ofOwner(owner));
}
