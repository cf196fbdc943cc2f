export type { Tx } from "./attempt.ts";
export {
  type BinaryArray,
  type BinaryColumn,
  binaryArray,
  binaryColumns,
  column,
  type ElementType,
} from "./binary-arrays.ts";
export { connectAlike, connectDatabase, type Database, type DatabaseOptions } from "./connect.ts";
export { assertDriverIsPatched } from "./driver.ts";
export * from "./faults.ts";
export { type Parameter, type Runner, runPrepared } from "./prepared.ts";
export { type NamedColumns, parametersOf, sentRows } from "./sent-rows.ts";
export * from "./transaction.ts";
export { analyseWhatGrew, type Chore, startUpkeep } from "./upkeep.ts";
