export { createIdentity, type IdentityOptions, type RunningIdentity } from "./server.ts";
