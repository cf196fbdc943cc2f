export type { RevocationFeed } from "./identity/revocations.ts";
export type { RouterOptions, RunningRouter } from "./options.ts";
export type { Signer } from "./passports.ts";
export { createRouter } from "./router.ts";
export { inProcessTransport } from "./subgraphs/in-process.ts";
export { type Answer, httpTransport, type Transport, type TransportCall } from "./subgraphs/transport.ts";
