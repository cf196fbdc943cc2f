import { rmSync } from "node:fs";
import { dataPlaceOf } from "./cluster.ts";
import { stopPostmasterOf } from "./postmaster.ts";

/** Stops the server of a data directory, if one runs, and removes all that belongs to it. For tests. */
export async function discardPostgres(dataDirectory: string): Promise<void> {
  for (const place of new Set([dataPlaceOf(dataDirectory), dataDirectory])) {
    await stopPostmasterOf(place);
    for (const ending of ["", ".log", ".log.old", ".origin", ".password"])
      rmSync(`${place}${ending}`, { recursive: true, force: true });
  }
}
