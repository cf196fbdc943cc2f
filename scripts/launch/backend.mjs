/** PostgreSQL, the subgraphs and the router: one process, started beside the storefront. */
import { spawn } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Hindrance, host, ROOT, stateDirectory } from "./machine.mjs";

const LOG_BYTES_MAX = 10_000_000;
const ERROR_LEVEL = 50;
/** A request's objects die young: room for more of them (MiB) has them collected less often. A tenth of a busy process's time. */
const ROOM_FOR_YOUNG_OBJECTS = "--max-semi-space-size=32";

/** Where the log goes: a person who starts Outcry reads steps, and looks there when something is wrong. */
function openLog() {
  mkdirSync(stateDirectory(), { recursive: true });
  const file = join(stateDirectory(), "outcry.log");
  if (existsSync(file) && statSync(file).size > LOG_BYTES_MAX) renameSync(file, `${file}.old`);
  return file;
}

/** Keeps a line of the log, and says of an error that it is there. Whoever sets OUTCRY_LOG_LEVEL wants to see it all. */
function log(file, line) {
  if (process.env.OUTCRY_LOG_LEVEL) return console.log(line);
  appendFileSync(file, `${line}\n`);
  try {
    const { level, service, msg } = JSON.parse(line);
    if (level >= ERROR_LEVEL) console.log(`  ! ${service}: ${msg} (more in ${file})`);
  } catch {
    // Not one of ours, or cut off: it is in the file.
  }
}

/** Starts it in a group of its own and passes on what it says. `ready` resolves when it is open. */
export function startBackend(ports) {
  const variables = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)]));
  const child = spawn(
    process.execPath,
    [ROOM_FOR_YOUNG_OBJECTS, "--import", "tsx", join(ROOT, "scripts", "all-in-one.ts")],
    {
      cwd: ROOT,
      env: { ...process.env, ...variables, OUTCRY_STATE_DIRECTORY: stateDirectory(), OUTCRY_HOST: host() },
      stdio: ["ignore", "pipe", "inherit"],
      detached: true, // Ctrl-C is for the start script, which stops its parts.
    },
  );
  const file = openLog();
  const ready = new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (line.startsWith("OUTCRY_READY")) resolve();
      else if (line.startsWith("{")) log(file, line);
      else console.log(line);
    });
    child.once("exit", (code) =>
      reject(new Hindrance(`Outcry stopped (exit code ${code}). The reason is above.`)),
    );
  });
  ready.catch(() => undefined); // Whoever waits for it hears it; before that it is nobody's.
  return { child, ready };
}
