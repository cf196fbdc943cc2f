import type { AnnouncedEvent } from "@outcry/contracts";

export type { AnnouncedEvent };

export type JsonObject = AnnouncedEvent["payload"];

/** An event as its readers get it. Positions only grow, and no event ever appears below one that was read. */
export type FeedEvent = AnnouncedEvent & { position: bigint; occurredAt: Date };
