/** Which processes of ours run, so that a start after a kill finds and ends what was left behind. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const STOP_MILLISECONDS_MAX = 15_000;

function commandOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return spawnSync("ps", ["-p", String(pid), "-o", "command="], { encoding: "utf8" }).stdout ?? "";
  }
}

/** After a crash a pid may belong to a stranger: only a process that still runs what we started counts as ours. */
const isOurs = ({ pid, sign }) => commandOf(pid).includes(sign);

/** A file of `{ pid, sign }`; `sign` is a piece of the command line that nobody else's has. */
export function processFile(file) {
  const read = () => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : []);
  return {
    record(entries) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(`${file}.draft`, JSON.stringify(entries));
      renameSync(`${file}.draft`, file);
    },
    clear: () => rmSync(file, { force: true }),
    /** Ends what an earlier start left running. Returns how many. */
    async stopLeftovers() {
      const leftovers = read().filter(isOurs);
      for (const { pid } of leftovers) process.kill(pid, "SIGTERM");
      const deadline = Date.now() + STOP_MILLISECONDS_MAX;
      while (leftovers.some(isOurs) && Date.now() < deadline) await wait(100);
      for (const { pid } of leftovers.filter(isOurs)) process.kill(pid, "SIGKILL");
      return leftovers.length;
    },
  };
}
