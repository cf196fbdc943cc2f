export { defaultAddresses } from "./default-addresses.ts";
export { defaults } from "./defaults.ts";
export { consumerCursors, deadLetters, eventTables, feedReaders, outbox } from "./events.ts";
export { orderEvents, orderLines, shipments } from "./order-parts.ts";
export { orders } from "./orders.ts";
export { orders as schema } from "./schema.ts";
