/** Where the log goes: a person who starts Outcry reads steps, and looks there when something is wrong. */
import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { stateDirectory } from "./machine.mjs";

const LOG_BYTES_MAX = 10_000_000;
const ERROR_LEVEL = 50;

/** An error's sentence, for somebody who reads steps; null for everything else, and for what is not one of ours or was cut off. */
function errorIn(line) {
  try {
    const { level, service, msg } = JSON.parse(line);
    return level >= ERROR_LEVEL ? `${service}: ${msg}` : null;
  } catch {
    return null;
  }
}

/**
 * Takes lines of the log: keeps each in a file, and says of an error that it is there. Whoever sets OUTCRY_LOG_LEVEL wants to see
 * them all instead. Without a log a market still works, so one that cannot be written is said once.
 */
export function openLog() {
  const file = join(stateDirectory(), "outcry.log");
  let isSaid = false;

  /** Whether it could be done. */
  function attempt(act) {
    try {
      act();
      return true;
    } catch (error) {
      if (!isSaid) console.log(`  ! The log ${file} cannot be written (${error.code}); Outcry goes on.`);
      isSaid = true;
      return false;
    }
  }

  attempt(() => {
    mkdirSync(stateDirectory(), { recursive: true });
    if (existsSync(file) && statSync(file).size > LOG_BYTES_MAX) renameSync(file, `${file}.old`);
  });
  return (line) => {
    if (process.env.OUTCRY_LOG_LEVEL) return console.log(line);
    const isKept = attempt(() => appendFileSync(file, `${line}\n`));
    const error = errorIn(line);
    if (error !== null) console.log(`  ! ${error}${isKept ? ` (more in ${file})` : ""}`);
  };
}
