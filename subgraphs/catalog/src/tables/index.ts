export * from "./products.ts";
export * from "./schema.ts";
export * from "./stores.ts";
