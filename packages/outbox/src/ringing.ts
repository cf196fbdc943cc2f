import { afterCommit } from "@outcry/database";
import type { EventHandlers } from "./consumer.ts";

/** The same handlers, which also ring once what they announced is committed, when there is something to find. */
export const ringing = (handlers: EventHandlers, ring: () => void): EventHandlers =>
  Object.fromEntries(
    Object.entries(handlers).map(([type, handle]) => [
      type,
      (tx, event) => {
        afterCommit(tx, ring);
        return handle(tx, event);
      },
    ]),
  );
