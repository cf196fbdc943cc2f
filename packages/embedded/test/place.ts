import { type ChildProcess, spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  unlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { packagedBinaries } from "../src/binaries.ts";
import { discardPostgres, type RunningPostgres, startPostgres } from "../src/index.ts";

export const isRoot = process.getuid?.() === 0;

/** A folder of a test's own, and what is started in it; `discard` ends and removes everything. */
export function makePlace() {
  const folder = mkdtempSync(join(tmpdir(), "outcry-embedded-"));
  chmodSync(folder, 0o755);
  const dataDirectory = join(folder, "state", "postgres");
  const children: ChildProcess[] = [];
  return {
    folder,
    dataDirectory,
    start: (options: Partial<Parameters<typeof startPostgres>[0]> = {}): Promise<RunningPostgres> =>
      startPostgres({ dataDirectory, settings: { shared_buffers: "16MB" }, ...options }),
    /** Runs the launcher in another process, as another user where asked. Resolves when PostgreSQL answers. */
    startElsewhere(user: { uid?: number; gid?: number } = {}): Promise<RunningPostgres & { kill(): void }> {
      const program = fileURLToPath(new URL("./start-and-wait.ts", import.meta.url));
      const child = spawn(process.execPath, ["--import", "tsx", program, dataDirectory], {
        ...user,
        stdio: ["ignore", "pipe", "inherit"],
      });
      children.push(child);
      return new Promise((resolve, reject) => {
        child.stdout.once("data", (line) =>
          resolve({ ...JSON.parse(String(line)), kill: () => child.kill("SIGKILL") }),
        );
        child.once("exit", () => reject(new Error("The launcher ended without a word.")));
      });
    },
    /** The binaries as npm leaves them when install scripts are off: no links. */
    copyBinaries(name: string): string {
      const native = join(folder, name, "native");
      mkdirSync(native, { recursive: true });
      cpSync(packagedBinaries(), native, { recursive: true, verbatimSymlinks: true });
      cpSync(join(packagedBinaries(), "..", "package.json"), join(native, "..", "package.json"));
      for (const entry of readdirSync(join(native, "lib"), { withFileTypes: true }))
        if (entry.isSymbolicLink()) unlinkSync(join(native, "lib", entry.name));
      return native;
    },
    run(command: string): ChildProcess {
      const child = spawn("/bin/sh", ["-c", `exec ${command}`], { stdio: "ignore" });
      children.push(child);
      return child;
    },
    async discard() {
      for (const child of children) child.kill("SIGKILL");
      await discardPostgres(dataDirectory);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type Place = ReturnType<typeof makePlace>;

/** One statement on a connection of its own. */
export async function query(url: string, statement: string): Promise<readonly Record<string, unknown>[]> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return [...(await sql.unsafe(statement))];
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** A zombie has ended, though nobody has looked at it yet. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
