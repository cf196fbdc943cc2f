import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { join } from "node:path";

export type PidFile = Readonly<{ pid: number; port: number }>;

/** Reads postmaster.pid (lines: pid, data directory, start time, port, …), or null when there is none that makes sense. */
export function readPidFile(dataDirectory: string): PidFile | null {
  const file = join(dataDirectory, "postmaster.pid");
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, "utf8").split("\n");
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return pid > 1 ? { pid, port: Math.max(port, 0) || 0 } : null;
}

export function isAlive(pid: number): boolean {
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
      return false; // Gone in the meantime.
    }
  }
  const { stdout } = spawnSync("ps", ["-p", String(pid), "-o", "command="], { encoding: "utf8" });
  return stdout.includes("postgres") && stdout.includes(dataDirectory);
}
