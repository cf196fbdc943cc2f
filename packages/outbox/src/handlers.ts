import type { Tx } from "@outcry/database";
import type { FeedEvent } from "./events.ts";

type EventHandler = (tx: Tx, event: FeedEvent) => Promise<void>;
type BatchHandler = (tx: Tx, events: readonly FeedEvent[]) => Promise<void>;

/** A handler that takes several events of its type at once. */
export type Together = Readonly<{ together: BatchHandler }>;

/**
 * What to do on each type of event. A type without a handler is passed over. Await nothing but the database. A handler that
 * takes events together is given one or more, in their order, and must leave what handling them one by one would leave.
 */
export type EventHandlers = Record<string, EventHandler | Together>;

/** Reads the events that a handler takes together. What cannot be read fails all of them, and then itself alone. */
export const together = <News>(
  read: (event: FeedEvent) => News,
  handle: (tx: Tx, news: News[]) => Promise<void>,
): Together => ({ together: (tx, events) => handle(tx, events.map(read)) });

/** Has a handler apply events of its type, in their order. */
export async function handleAll(
  handler: EventHandlers[string],
  tx: Tx,
  events: readonly FeedEvent[],
): Promise<void> {
  if ("together" in handler) return handler.together(tx, events);
  for (const event of events) await handler(tx, event);
}
