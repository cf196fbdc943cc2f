export { discardPostgres } from "./discard.ts";
export { type PostgresOptions, type RunningPostgres, startPostgres } from "./start.ts";
