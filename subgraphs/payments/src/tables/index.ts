export { consumerCursors, deadLetters, eventTables, feedReaders, outbox } from "./events.ts";
export { accounts, entries, journals } from "./ledger.ts";
export { payments } from "./payments.ts";
export { penalties } from "./penalties.ts";
export { customers, paymentMethods, sellerAccounts, variants } from "./people.ts";
export { providerEventCursor, providerEvents } from "./provider-events.ts";
export { providerSteps } from "./provider-steps.ts";
export { payments as schema } from "./schema.ts";
