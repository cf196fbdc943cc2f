import { readdirSync, readFileSync } from "node:fs";

/** Linux counts a process's time in hundredths of a second, on every machine there is. */
const TICKS_PER_SECOND = 100;

/** The fields of /proc/PID/stat after the name; all threads are counted in them. Null when it has ended. */
function statOf(pid: number): string[] | null {
  if (!Number.isInteger(pid)) return null;
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return null;
  }
}

/** Ids of a process and all its descendants; none of a process that is not of this machine (0). */
function family(pid: number): number[] {
  if (pid <= 0) return [];
  const children = new Map<number, number[]>();
  for (const name of readdirSync("/proc")) {
    const fields = statOf(Number(name));
    if (!fields) continue;
    const parent = Number(fields[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found = [pid];
  for (const member of found) found.push(...(children.get(member) ?? []));
  return found;
}

/** CPU seconds that a process and everything below it have used, threads and ended children included. Linux only. */
export function cpuSecondsOf(pid: number): number {
  let ticks = 0;
  for (const member of family(pid)) {
    const fields = statOf(member);
    // utime and stime, and those of children that have ended.
    if (fields) for (const index of [11, 12, 13, 14]) ticks += Number(fields[index]);
  }
  return ticks / TICKS_PER_SECOND;
}

/** CPU seconds that a process itself has used, its threads included, its children not. Linux only. */
export function ownCpuSecondsOf(pid: number): number {
  const fields = statOf(pid);
  return fields ? (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND : 0;
}

/** Memory that a process and everything below it have resident, in megabytes. Linux only. */
export function residentMegabytesOf(pid: number): number {
  let kilobytes = 0;
  for (const member of family(pid)) {
    try {
      kilobytes += Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${member}/status`, "utf8"))?.[1] ?? 0);
    } catch {
      // It has ended.
    }
  }
  return kilobytes / 1_024;
}

/** What Node must be told to write a CPU profile into a folder when it ends; nothing without a folder. */
export const profilingInto = (folder: string | undefined): string[] =>
  folder === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${folder}`];
