import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { unprivilegedAccount } from "../src/account.ts";
import { packagedBinaries } from "../src/binaries.ts";
import { explain } from "../src/cluster.ts";
import { type RunningPostgres, startPostgres } from "../src/index.ts";

const QUICK = { fsync: "off" };
const isRoot = process.getuid?.() === 0;

async function ask(running: RunningPostgres, query: string): Promise<unknown[]> {
  const sql = postgres(running.url, { max: 1, onnotice: () => undefined });
  try {
    return [...(await sql.unsafe(query))];
  } finally {
    await sql.end();
  }
}

const isAlive = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;

describe("the PostgreSQL launcher", () => {
  let folder: string;
  let dataDirectory: string;
  const started: RunningPostgres[] = [];
  const start = async (options: Partial<Parameters<typeof startPostgres>[0]> = {}) => {
    const running = await startPostgres({ dataDirectory, settings: QUICK, ...options });
    started.push(running);
    return running;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "outcry-launcher-"));
    chmodSync(folder, 0o755);
    dataDirectory = join(folder, "postgres");
  });
  afterEach(async () => {
    for (const running of started.splice(0)) await running.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("keeps what was written from one start to the next", async () => {
    const first = await start();
    await ask(first, "create table kept (word text); insert into kept values ('still here')");
    await first.stop();
    const second = await start();
    expect(second.reused).toBe(false);
    expect(await ask(second, "select word from kept")).toEqual([{ word: "still here" }]);
  });

  it("wants the password, which only the owner may read", async () => {
    const { port } = await start();
    expect(lstatSync(join(folder, "postgres.password")).mode & 0o777).toBe(0o600);
    const sql = postgres(`postgres://postgres:wrong@127.0.0.1:${port}/outcry`, { max: 1 });
    await expect(sql`select 1`).rejects.toThrow(/password authentication failed/);
    await sql.end();
  });

  it("takes over a server that a killed process left behind", async () => {
    const orphan = await start();
    const again = await start();
    expect(again).toMatchObject({ reused: true, pid: orphan.pid, port: orphan.port });
  });

  it("starts over a pid file whose process is gone", async () => {
    await (await start()).stop();
    const gone = Number(execFileSync("sh", ["-c", "echo $$"], { encoding: "utf8" }));
    writeFileSync(join(dataDirectory, "postmaster.pid"), `${gone}\n${dataDirectory}\n0\n5432\n`);
    expect(await ask(await start(), "select 1 as one")).toEqual([{ one: 1 }]);
  });

  it("starts over a pid file whose number now belongs to a stranger, and leaves the stranger alone", async () => {
    await (await start()).stop();
    const stranger = spawn("sleep", ["600"]);
    writeFileSync(join(dataDirectory, "postmaster.pid"), `${stranger.pid}\n${dataDirectory}\n0\n5432\n`);
    const running = await start();
    expect(running.reused).toBe(false);
    await running.stop();
    expect(isAlive(stranger)).toBe(true);
    stranger.kill();
  });

  it("comes back after its postmaster was killed, with what was committed", async () => {
    const first = await start({ settings: {} });
    await ask(first, "create table kept (word text); insert into kept values ('committed')");
    process.kill(first.pid, "SIGKILL");
    expect(await ask(await start(), "select word from kept")).toEqual([{ word: "committed" }]);
  });

  it("makes the library links that an install without scripts leaves out", async () => {
    const binaries = join(folder, "native");
    cpSync(packagedBinaries(), binaries, { recursive: true, verbatimSymlinks: true });
    for (const name of readdirSync(join(binaries, "lib"))) {
      const path = join(binaries, "lib", name);
      if (lstatSync(path).isSymbolicLink()) unlinkSync(path);
    }
    expect(await ask(await start({ binaries }), "select 1 as one")).toEqual([{ one: 1 }]);
  });

  it("throws away what a killed set-up left half made", async () => {
    mkdirSync(`${dataDirectory}.new`);
    writeFileSync(join(`${dataDirectory}.new`, "half"), "made");
    await start();
    expect(existsSync(`${dataDirectory}.new`)).toBe(false);
  });

  it.runIf(isRoot)("works in a checkout under a private home, which its account cannot enter", async () => {
    chmodSync(folder, 0o700);
    const binaries = join(folder, "native");
    cpSync(packagedBinaries(), binaries, { recursive: true, verbatimSymlinks: true });
    const first = await start({ binaries });
    await ask(first, "create table kept (word text); insert into kept values ('reached')");
    await first.stop();
    expect(existsSync(dataDirectory)).toBe(false);
    expect(await ask(await start({ binaries }), "select word from kept")).toEqual([{ word: "reached" }]);
  });

  it.runIf(isRoot)("works for a person who is not root", async () => {
    const account = unprivilegedAccount();
    if (!account) throw new Error("Root has an account to lend.");
    chownSync(folder, account.uid, account.gid);
    const binaries = join(folder, "native");
    cpSync(packagedBinaries(), binaries, { recursive: true, verbatimSymlinks: true });
    const bundle = join(folder, "person.mjs");
    execFileSync("node_modules/.bin/esbuild", [
      "packages/embedded/test/person.ts",
      "--bundle",
      "--platform=node",
      "--format=esm",
      `--outfile=${bundle}`,
      "--log-level=error",
    ]);
    const said = execFileSync(process.execPath, [bundle, dataDirectory, binaries], {
      uid: account.uid,
      gid: account.gid,
      cwd: "/",
      env: { PATH: process.env.PATH ?? "", HOME: folder },
      encoding: "utf8",
    });
    expect(said).toContain(`ran as ${account.uid}`);
  });

  it("says what to do when the disk is full", () => {
    expect(explain("FATAL:  could not write: No space left on device", "PostgreSQL could not start")).toBe(
      "PostgreSQL could not start: the disk is full. Free about 1 GB, then start again.",
    );
  });

  it("says in one sentence why a server does not start", async () => {
    await expect(start({ settings: { shared_buffers: "many" } })).rejects.toThrow(
      /PostgreSQL could not start: .*shared_buffers/,
    );
    expect(readFileSync(`${dataDirectory}.log`, "utf8")).toContain("shared_buffers");
  });
});
