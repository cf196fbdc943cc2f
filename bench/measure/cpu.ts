import { readdirSync, readFileSync } from "node:fs";

/** Clock ticks a second in /proc, on every Linux that matters. */
const TICKS_PER_SECOND = 100;

type Stat = Readonly<{ parent: number; ticks: number }>;

/** What /proc knows of a process; null when it has just ended. Its children's time counts once they have ended. */
function statOf(pid: string): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const at = (index: number) => Number(fields[index]);
    return { parent: at(1), ticks: at(11) + at(12) + at(13) + at(14) };
  } catch {
    return null;
  }
}

/** CPU seconds that a process and everything below it have used. Linux only; 0 elsewhere. */
export function cpuSecondsOf(pid: number): number {
  let pids: string[];
  try {
    pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return 0;
  }
  const stats = new Map(pids.flatMap((name) => [[Number(name), statOf(name)] as const]));
  const below = (ancestor: number): number =>
    [...stats].reduce(
      (sum, [child, stat]) => sum + (stat?.parent === ancestor ? stat.ticks + below(child) : 0),
      0,
    );
  return ((stats.get(pid)?.ticks ?? 0) + below(pid)) / TICKS_PER_SECOND;
}
