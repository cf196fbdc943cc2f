export * from "./catalog.ts";
export * from "./event.ts";
export * from "./identity.ts";
export * from "./offers.ts";
export * from "./orders.ts";
export * from "./payments.ts";
export * from "./tokens.ts";
