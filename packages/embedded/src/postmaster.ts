import { spawnSync } from "node:child_process";
import {
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

export type PidFile = Readonly<{ pid: number; port: number }>;

const STOP_MILLISECONDS_MAX = 10_000;
const PAUSE_MILLISECONDS = 20;
/** No system gives so high a number to a process. */
const PID_OF_NOBODY = 2_147_483_647;

const pidFileOf = (dataDirectory: string): string => join(dataDirectory, "postmaster.pid");

/** Reads postmaster.pid (lines: pid, data directory, start time, port, …), or null when there is none that makes sense. */
export function readPidFile(dataDirectory: string): PidFile | null {
  const file = pidFileOf(dataDirectory);
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, "utf8").split("\n");
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return pid > 1 ? { pid, port: Math.max(port, 0) || 0 } : null;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // Alive, and somebody else's.
  }
}

/**
 * Whether a process really is the postmaster of this data directory. After a crash the pid in the file may have been
 * given to a stranger, who must be neither trusted nor stopped. A postmaster's working directory is its data directory.
 */
export function isPostmasterOf(pid: number, dataDirectory: string): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform === "linux") {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      return /postgres/.test(command) && readlinkSync(`/proc/${pid}/cwd`) === realpathSync(dataDirectory);
    } catch {
      return false; // Gone in the meantime, or a zombie.
    }
  }
  const { stdout } = spawnSync("ps", ["-p", String(pid), "-o", "command="], { encoding: "utf8" });
  return stdout.includes("postgres") && stdout.includes(dataDirectory);
}

/**
 * Whether the program that a postmaster runs was removed under it, by a reinstall. It still answers, but cannot load
 * its libraries any more.
 */
export function lostItsProgram(pid: number): boolean {
  if (process.platform !== "linux") return false;
  try {
    return readlinkSync(`/proc/${pid}/exe`).endsWith(" (deleted)");
  } catch {
    return false;
  }
}

/**
 * Makes a pid file that a crash left behind harmless. Its pid may be a stranger's by now, which would keep PostgreSQL
 * from starting; its other lines let PostgreSQL find out whether backends of the dead postmaster still live, and two
 * servers on one directory would destroy it. So the pid alone is replaced, and a file that says nothing is removed.
 */
export function disarmPidFile(dataDirectory: string): void {
  const file = pidFileOf(dataDirectory);
  if (!existsSync(file)) return;
  const found = readPidFile(dataDirectory);
  if (!found) rmSync(file, { force: true });
  if (!found || !isAlive(found.pid) || isPostmasterOf(found.pid, dataDirectory)) return;
  const [, ...rest] = readFileSync(file, "utf8").split("\n");
  writeFileSync(file, [PID_OF_NOBODY, ...rest].join("\n"));
}

/** Fast shutdown: sessions end, what they had not committed is rolled back. Immediate when that takes too long. */
export async function stopPostmaster(pid: number, dataDirectory: string): Promise<void> {
  for (const signal of ["SIGINT", "SIGQUIT", "SIGKILL"] as const) {
    if (!isPostmasterOf(pid, dataDirectory)) return;
    process.kill(pid, signal);
    const deadline = Date.now() + STOP_MILLISECONDS_MAX;
    while (Date.now() < deadline && isPostmasterOf(pid, dataDirectory)) await wait(PAUSE_MILLISECONDS);
  }
}

/**
 * Ends the sessions that a killed postmaster left behind and that are too busy to notice. They would hold its shared
 * memory for as long as they compute; their work is lost already, and PostgreSQL recovers what was committed.
 */
export function endAbandonedSessions(dataDirectory: string): void {
  const found = readPidFile(dataDirectory);
  if (process.platform !== "linux" || (found && isPostmasterOf(found.pid, dataDirectory))) return;
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    if (isPostmasterOf(Number(name), dataDirectory)) process.kill(Number(name), "SIGKILL");
  }
}

/** Stops the server of a data directory, if one runs. */
export async function stopPostmasterOf(dataDirectory: string): Promise<void> {
  const found = readPidFile(dataDirectory);
  if (found) await stopPostmaster(found.pid, dataDirectory);
}
