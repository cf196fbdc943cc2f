export type { Tx } from "./attempt.ts";
export { connectDatabase, type Database, type DatabaseOptions } from "./connect.ts";
export { assertDriverIsPatched } from "./driver.ts";
export * from "./faults.ts";
export * from "./transaction.ts";
