/** Which processes of ours run, so that a start after a kill finds and ends what was left behind. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { stateDirectory } from "./machine.mjs";

/** The all-in-one process gives itself 15 s. */
const STOP_MILLISECONDS_MAX = 20_000;
const PAUSE_MILLISECONDS = 50;

const fileOf = (role) => join(stateDirectory(), "processes", `${role}.json`);

/** The line of /proc/<pid>/stat after the name, which may hold anything: state first, start time as the twentieth. */
const statOf = (pid) => readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ");

/**
 * What no other process can have, even one that is given the same number later: the moment it started, on this boot.
 * Null when there is no such process (a zombie has ended, though nobody looked at it yet).
 */
function identityOf(pid) {
  if (process.platform === "linux") {
    try {
      const stat = statOf(pid);
      if (stat[0] === "Z") return null;
      return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${stat[19]}`;
    } catch {
      return null;
    }
  }
  const { stdout } = spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" });
  return stdout?.trim() || null;
}

/** Notes that a process plays a role, until `forget`. */
export function remember(role, pid, note = "") {
  const file = fileOf(role);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.draft`, JSON.stringify({ pid, identity: identityOf(pid), note }));
  renameSync(`${file}.draft`, file);
}

export const forget = (role) => rmSync(fileOf(role), { force: true });

/** The live process that was noted for a role, or null: never a stranger that was given its number. */
export function recall(role) {
  if (!existsSync(fileOf(role))) return null;
  const { pid, identity, note } = JSON.parse(readFileSync(fileOf(role), "utf8"));
  return identity !== null && identityOf(pid) === identity ? { pid, identity, note } : null;
}

/** Signals a process that leads a group of its own, with all it started. */
function signalGroup(pid, signal) {
  try {
    process.kill(process.platform === "win32" ? pid : -pid, signal);
  } catch {
    // It ended in the meantime.
  }
}

/** Asks a process and all it started to stop, and insists when it does not; at once when `force` is set. */
export async function stopGroup(pid, { force = false } = {}) {
  const identity = identityOf(pid);
  for (const signal of force ? ["SIGKILL"] : ["SIGTERM", "SIGKILL"]) {
    if (identity === null) return;
    signalGroup(pid, signal);
    const deadline = Date.now() + STOP_MILLISECONDS_MAX;
    while (Date.now() < deadline) {
      if (identityOf(pid) !== identity) return;
      await wait(PAUSE_MILLISECONDS);
    }
  }
}

/** Ends what an earlier start left running in these roles. Returns how many processes that were. */
export async function stopLeftovers(roles) {
  const leftovers = roles.map(recall).filter(Boolean);
  await Promise.all(leftovers.map(({ pid }) => stopGroup(pid)));
  for (const role of roles) forget(role);
  return leftovers.length;
}
