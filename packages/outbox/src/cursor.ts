import { type Database, runPrepared, type Tx } from "@outcry/database";
import type { EventFeed } from "./feed.ts";
import { nameOf, onceFor } from "./names.ts";
import type { OutboxTables } from "./tables.ts";

/** Whose cursor over which feed. */
export type CursorOwner = { consumer: string; feed: Pick<EventFeed, "producer">; tables: OutboxTables };

const statementsFor = onceFor(({ consumerCursors }: OutboxTables) => {
  const name = nameOf(consumerCursors);
  const ofOwner = "where consumer = $1 and producer = $2";
  return {
    read: `/* read a cursor */ select position from ${name} ${ofOwner}`,
    lock: `/* lock a cursor */ select position from ${name} ${ofOwner} for update`,
    make: `/* make a cursor */ insert into ${name} (consumer, producer) values ($1, $2) on conflict do nothing`,
    move: `/* move a cursor */ update ${name} set position = $3, moved_at = now() ${ofOwner}`,
  };
});

type Row = { position: bigint };

/** The position of the last event applied, 0 before the first. */
export async function readCursor(owner: CursorOwner & { database: Database }): Promise<bigint> {
  const { database, consumer, feed, tables } = owner;
  const [row] = await runPrepared<Row>(database, statementsFor(tables).read, [consumer, feed.producer]);
  return row?.position ?? 0n;
}

/** As `readCursor`, and takes the cursor for this transaction: another instance of the consumer waits here. */
export async function lockCursor(tx: Tx, { consumer, feed, tables }: CursorOwner): Promise<bigint> {
  const statements = statementsFor(tables);
  const owner = [consumer, feed.producer];
  const [row] = await runPrepared<Row>(tx, statements.lock, owner);
  if (row !== undefined) return row.position;
  await runPrepared(tx, statements.make, owner);
  const [made] = await runPrepared<Row>(tx, statements.lock, owner);
  return made?.position ?? 0n;
}

/** Records that everything up to this position is applied. */
export async function moveCursor(
  tx: Tx,
  { consumer, feed, tables }: CursorOwner,
  position: bigint,
): Promise<void> {
  await runPrepared(tx, statementsFor(tables).move, [consumer, feed.producer, position]);
}
