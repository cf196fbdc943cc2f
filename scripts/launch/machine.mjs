/** What must be true of a machine before anything of ours can run on it. Plain JavaScript: nothing is installed yet. */
import { existsSync, statfsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const INSTALL_BYTES_MIN = 2_000_000_000;
const RUN_BYTES_MIN = 300_000_000;

/** The checkout. */
export const ROOT = resolve(fileURLToPath(new URL("../..", import.meta.url)));

/** A mistake of the machine that a person can mend: printed as its sentence, without a trace. */
export class Hindrance extends Error {}

/** What a person reads of any error: the sentence, or the trace of what is our own mistake. */
export const wordsOf = (error) =>
  error instanceof Hindrance ? error.message : (error?.stack ?? String(error));

/** Reads `.env`, if there is one. What the shell says goes before it. */
export function readDotEnv() {
  const file = resolve(ROOT, ".env");
  if (existsSync(file) && process.loadEnvFile) process.loadEnvFile(file);
}

/** Where the database, the secrets and the notes about processes live. */
export const stateDirectory = () => resolve(ROOT, process.env.OUTCRY_STATE_DIRECTORY || ".outcry");

/** Where the storefront and the router listen. Everything else keeps to 127.0.0.1. */
export const host = () => process.env.OUTCRY_HOST || "127.0.0.1";

/** Bytes free for us on the disk of a folder. */
function freeBytes(folder) {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** Throws one sentence when there is too little room to install, or to run what is installed. */
export function checkDisk(isInstalled, free = freeBytes(ROOT)) {
  const needed = isInstalled ? RUN_BYTES_MIN : INSTALL_BYTES_MIN;
  if (free >= needed) return;
  const megabytes = (bytes) => `${Math.round(bytes / 1_000_000)} MB`;
  throw new Hindrance(
    `The disk has ${megabytes(free)} left; Outcry needs ${megabytes(needed)}. Free some, then start again.`,
  );
}
