import postgres from "postgres";

/** Raised together with `outcryPatch` in patches/postgres+3.4.9.patch. */
const PATCH = 4;

/**
 * Refuses to go on with a driver that can commit half a transaction (docs/adr/0008): npm may have been told to run no
 * install scripts, and then the patch was never applied.
 */
export function assertDriverIsPatched(driver: object = postgres): void {
  if ("outcryPatch" in driver && driver.outcryPatch === PATCH) return;
  throw new Error(
    "The PostgreSQL driver lacks our patch, without which it can commit half a transaction: " +
      "run `npx patch-package` in the project's folder and start again.",
  );
}
