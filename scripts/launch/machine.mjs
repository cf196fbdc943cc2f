/** What must be true of a machine before anything of ours can run on it. Plain JavaScript: nothing is installed yet. */
import { statfsSync } from "node:fs";

const NODE_MAJOR_MIN = 20;
const INSTALL_BYTES_MIN = 2_000_000_000;
const RUN_BYTES_MIN = 300_000_000;

/** A mistake of the machine that a person can mend: printed as its sentence, without a trace. */
export class Hindrance extends Error {}

export function checkNode(version = process.versions.node) {
  if (Number(version.split(".")[0]) >= NODE_MAJOR_MIN) return;
  throw new Hindrance(
    `Outcry needs Node.js ${NODE_MAJOR_MIN} or newer; this is ${version}. Install it from https://nodejs.org.`,
  );
}

/** Bytes free for us on the disk of a folder. */
export function freeBytes(folder) {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

export function checkDisk(folder, isInstalled, free = freeBytes(folder)) {
  const needed = isInstalled ? RUN_BYTES_MIN : INSTALL_BYTES_MIN;
  if (free >= needed) return;
  const megabytes = (bytes) => `${Math.round(bytes / 1_000_000)} MB`;
  throw new Hindrance(
    `The disk has ${megabytes(free)} left; Outcry needs ${megabytes(needed)}. Free some, then start again.`,
  );
}
