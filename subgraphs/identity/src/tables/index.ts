export * from "./accounts.ts";
export * from "./schema.ts";
export * from "./sessions.ts";
