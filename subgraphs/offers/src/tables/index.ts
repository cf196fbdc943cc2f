export * from "./answers.ts";
export * from "./copies.ts";
export * from "./defaults.ts";
export * from "./markets.ts";
export * from "./orders.ts";
export * from "./schema.ts";
export * from "./trades.ts";
export * from "./watching.ts";
