export * from "./announce.ts";
export * from "./consumer.ts";
export { type Doorbell, inProcessDoorbell } from "./doorbell.ts";
export * from "./events.ts";
export * from "./feed.ts";
export type { Logger } from "./logger.ts";
export * from "./prune.ts";
export * from "./redis-doorbell.ts";
export * from "./tables.ts";
