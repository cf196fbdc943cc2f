import { afterCommit } from "@outcry/database";
import { type EventHandlers, handleAll } from "./handlers.ts";

/** The same handlers, which also ring once what they announced is committed, when there is something to find. */
export const ringing = (handlers: EventHandlers, ring: () => void): EventHandlers =>
  Object.fromEntries(
    Object.entries(handlers).map(([type, handler]): [string, EventHandlers[string]] => [
      type,
      "together" in handler
        ? {
            together: (tx, events) => {
              afterCommit(tx, ring);
              return handler.together(tx, events);
            },
          }
        : (tx, event) => {
            afterCommit(tx, ring);
            return handleAll(handler, tx, [event]);
          },
    ]),
  );
