export { readIdentityConfig } from "./config.ts";
export { createIdentity, type IdentityOptions, type RunningIdentity } from "./server.ts";
