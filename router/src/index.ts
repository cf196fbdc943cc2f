export type { RevocationFeed } from "./identity/revocations.ts";
export type { RouterOptions, RunningRouter } from "./options.ts";
export type { Signer } from "./passports.ts";
export { createRouter } from "./router.ts";
export { httpTransport } from "./subgraphs/http-transport.ts";
export { inProcessTransport } from "./subgraphs/in-process.ts";
export type { Answer, Transport, TransportCall } from "./subgraphs/transport.ts";
