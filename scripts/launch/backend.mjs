/** PostgreSQL, the subgraphs and the router: one process, started beside the storefront. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { openLog } from "./log.mjs";
import { Hindrance, host, ROOT, stateDirectory } from "./machine.mjs";

/** A request's objects die young: room for more of them (MiB) has them collected less often. A tenth of a busy process's time. */
const ROOM_FOR_YOUNG_OBJECTS = "--max-semi-space-size=32";

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
  const log = openLog();
  const ready = new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (line.startsWith("OUTCRY_READY")) resolve();
      else if (line.startsWith("{")) log(line);
      else console.log(line);
    });
    child.once("exit", (code) =>
      reject(new Hindrance(`Outcry stopped (exit code ${code}). The reason is above.`)),
    );
  });
  ready.catch(() => undefined); // Whoever waits for it hears it; before that it is nobody's.
  return { child, ready };
}
