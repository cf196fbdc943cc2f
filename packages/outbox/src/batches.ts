import type { FeedEvent } from "./events.ts";
import type { EventHandlers } from "./handlers.ts";

/** As many as make the statements for each of them next to nothing, and few enough that no request waits long for them to be read. */
export const EVENTS_PER_BATCH_MAX = 64;

/** Events that one call of a handler takes; `through` is where the feed stands once they are applied. */
export type EventBatch = Readonly<{
  handler: EventHandlers[string] | undefined;
  events: readonly FeedEvent[];
  through: bigint;
}>;

/**
 * Divides events into batches for their handlers, in the order of the feed. Neighbours of one type make a batch when their
 * handler takes them together; what nobody handles lies between them unnoticed. Nothing overtakes anything, so whatever
 * order handlers rely on, that of one aggregate or of several, is the feed's.
 */
export function batchesOf(events: readonly FeedEvent[], handlers: EventHandlers): EventBatch[] {
  const batches: { handler: EventBatch["handler"]; events: FeedEvent[]; through: bigint }[] = [];
  for (const event of events) {
    const handler = handlers[event.type];
    const last = batches.at(-1);
    const joins =
      handler === undefined ||
      (handler === last?.handler && "together" in handler && last.events.length < EVENTS_PER_BATCH_MAX);
    if (last !== undefined && joins) {
      if (handler !== undefined) last.events.push(event);
      last.through = event.position;
    } else {
      batches.push({ handler, events: handler === undefined ? [] : [event], through: event.position });
    }
  }
  return batches;
}
