import { cpSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RunningPostgres } from "../src/index.ts";
import { isAlive, makePlace, type Place, query } from "./place.ts";

describe("after a kill", () => {
  let place: Place;
  beforeEach(() => {
    place = makePlace();
  });
  afterEach(() => place.discard());

  const pidFile = () => join(place.dataDirectory, "postmaster.pid");

  /** Leaves the pid file of a crash behind, with the pid it is given. */
  async function crashedWithPid(pid: number | null): Promise<RunningPostgres> {
    const before = await place.start();
    await query(before.url, "create table kept (word text); insert into kept values ('committed')");
    const lines = readFileSync(pidFile(), "utf8").split("\n");
    await before.stop();
    writeFileSync(pidFile(), pid === null ? "" : [pid, ...lines.slice(1)].join("\n"));
    return before;
  }

  it("takes over the server that a killed process left running", async () => {
    const killed = await place.startElsewhere();
    await query(killed.url, "create table kept (word text); insert into kept values ('committed')");
    killed.kill();
    const next = await place.start();
    expect(next).toMatchObject({ reused: true, pid: killed.pid, port: killed.port });
    expect(await query(next.url, "select word from kept")).toEqual([{ word: "committed" }]);
    await next.stop();
    expect(isAlive(killed.pid)).toBe(false);
  });

  it("replaces a server whose program was removed by a reinstall", async () => {
    const binaries = place.copyBinaries("installed");
    const killed = await place.start({ binaries });
    cpSync(binaries, `${binaries}.again`, { recursive: true, verbatimSymlinks: true });
    rmSync(binaries, { recursive: true });
    renameSync(`${binaries}.again`, binaries);
    const next = await place.start({ binaries });
    expect(next.reused).toBe(false);
    expect(isAlive(killed.pid)).toBe(false);
    await query(next.url, "do $$ begin perform 1; end $$");
  });

  it("starts over a pid file whose process is gone", async () => {
    const gone = place.run("true");
    await new Promise((resolve) => gone.once("exit", resolve));
    await crashedWithPid(gone.pid ?? 0);
    const next = await place.start();
    expect(await query(next.url, "select word from kept")).toEqual([{ word: "committed" }]);
  });

  it("starts over a pid file whose number is a stranger's now, and leaves the stranger alone", async () => {
    const stranger = place.run("sleep 1000");
    await crashedWithPid(stranger.pid ?? 0);
    const next = await place.start();
    expect(next).toMatchObject({ reused: false });
    expect(await query(next.url, "select word from kept")).toEqual([{ word: "committed" }]);
    await next.stop();
    expect(isAlive(stranger.pid ?? 0)).toBe(true);
  });

  it("does not take another cluster's server for its own", async () => {
    const other = makePlace();
    try {
      const stranger = await other.start();
      await crashedWithPid(stranger.pid);
      const next = await place.start();
      expect(next).toMatchObject({ reused: false });
      expect(next.pid).not.toBe(stranger.pid);
      await next.stop();
      expect(await query(stranger.url, "select 1 as one")).toEqual([{ one: 1 }]);
    } finally {
      await other.discard();
    }
  });

  it("starts over a pid file that a full disk left empty", async () => {
    await crashedWithPid(null);
    const next = await place.start();
    expect(await query(next.url, "select word from kept")).toEqual([{ word: "committed" }]);
  });

  it("recovers when the postmaster itself was killed, sessions and all", async () => {
    const before = await place.start();
    await query(before.url, "create table kept (word text); insert into kept values ('committed')");
    const sleeping = query(before.url, "select pg_sleep(1000)").catch(() => "cut off");
    process.kill(before.pid, "SIGKILL");
    const next = await place.start();
    expect(next.reused).toBe(false);
    expect(await query(next.url, "select word from kept")).toEqual([{ word: "committed" }]);
    expect(await sleeping).toBe("cut off");
  });

  it("never runs beside a session of a killed postmaster that is too busy to notice", async () => {
    const before = await place.start();
    const busy = query(before.url, "select count(*) from generate_series(1, 100000000000)").catch(
      () => "cut off",
    );
    let session = 0;
    while (session === 0) {
      const rows = await query(
        before.url,
        "select pid from pg_stat_activity where state = 'active' and query like '%generate_series(1, 1000%' and pid <> pg_backend_pid()",
      );
      session = Number(rows[0]?.pid ?? 0);
    }
    process.kill(before.pid, "SIGKILL");
    const next = await place.start();
    expect(isAlive(session)).toBe(false);
    expect(await query(next.url, "select 1 as one")).toEqual([{ one: 1 }]);
    expect(await busy).toBe("cut off");
  });
});
