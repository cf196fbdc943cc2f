export * from "./bounded-map.ts";
export * from "./busy.ts";
export * from "./currency.ts";
export * from "./ids.ts";
export * from "./money.ts";
export * from "./places.ts";
export * from "./result.ts";
export * from "./time.ts";
