import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makePlace, type Place, query } from "./place.ts";

describe("PostgreSQL from npm", () => {
  let place: Place;
  beforeEach(() => {
    place = makePlace();
  });
  afterEach(() => place.discard());

  it("starts in an empty folder, and keeps what was written until the next start", async () => {
    const first = await place.start();
    await query(first.url, "create table kept (word text); insert into kept values ('still here')");
    await first.stop();
    const second = await place.start();
    expect(second.reused).toBe(false);
    expect(await query(second.url, "select word from kept")).toEqual([{ word: "still here" }]);
  });

  it("waits for the disk before it says that something is committed", async () => {
    const { url } = await place.start();
    expect(await query(url, "show fsync")).toEqual([{ fsync: "on" }]);
    expect(await query(url, "show synchronous_commit")).toEqual([{ synchronous_commit: "on" }]);
  });

  it("asks everyone for the password, which only its owner can read", async () => {
    const { url } = await place.start();
    const wrong = new URL(url);
    wrong.password = "a-guess";
    await expect(query(wrong.href, "select 1")).rejects.toThrow(/password authentication failed/);
    wrong.password = "";
    await expect(query(wrong.href, "select 1")).rejects.toThrow();
    expect(statSync(`${place.dataDirectory}.password`).mode & 0o777).toBe(0o600);
  });

  it("can be reached from this machine only", async () => {
    const { port, url } = await place.start();
    expect(await query(url, "show listen_addresses")).toEqual([{ listen_addresses: "127.0.0.1" }]);
    const outside = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .find(({ internal, family }) => !internal && family === "IPv4");
    if (!outside) return;
    const sql = postgres({ host: outside.address, port, connect_timeout: 2, max: 1 });
    await expect(sql`select 1`).rejects.toThrow(/ECONNREFUSED/);
    await sql.end();
  });

  it("has room for the pools of every subgraph", async () => {
    const { url } = await place.start();
    const [row] = await query(url, "show max_connections");
    expect(Number(row?.max_connections)).toBeGreaterThanOrEqual(300);
  });

  it("listens where it did the last time, and elsewhere when somebody took that port", async () => {
    const first = await place.start();
    await first.stop();
    const second = await place.start();
    expect(second.port).toBe(first.port);
    await second.stop();
    const taker = createServer();
    await new Promise<void>((resolve) => taker.listen(first.port, "127.0.0.1", resolve));
    const third = await place.start();
    expect(third.port).not.toBe(first.port);
    await new Promise((resolve) => taker.close(resolve));
  });

  it("says which port is taken when it was told to use that one", async () => {
    const taker = createServer();
    await new Promise<void>((resolve) => taker.listen(0, "127.0.0.1", resolve));
    const address = taker.address();
    const port = typeof address === "object" && address ? address.port : 0;
    await expect(place.start({ port })).rejects.toThrow(`Port ${port} is taken`);
    await new Promise((resolve) => taker.close(resolve));
  });

  it("refuses a folder that holds something else, and leaves it alone", async () => {
    mkdirSync(place.dataDirectory, { recursive: true });
    writeFileSync(join(place.dataDirectory, "thesis.txt"), "years of work");
    await expect(place.start()).rejects.toThrow(/holds something that is no PostgreSQL/);
    expect(readFileSync(join(place.dataDirectory, "thesis.txt"), "utf8")).toBe("years of work");
    expect(existsSync(`${place.dataDirectory}.new`)).toBe(false);
  });

  it("starts over after a set-up that was killed half-way", async () => {
    mkdirSync(`${place.dataDirectory}.new/base`, { recursive: true });
    const { url } = await place.start();
    expect(await query(url, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  it("says what to do when the password of existing data is gone, and keeps the data", async () => {
    const first = await place.start();
    await first.stop();
    rmSync(`${place.dataDirectory}.password`);
    await expect(place.start()).rejects.toThrow(/password is missing. Put it back, or remove/);
    expect(existsSync(join(place.dataDirectory, "PG_VERSION"))).toBe(true);
  });

  it("says so at once when the password is another one", async () => {
    const first = await place.start();
    await first.stop();
    writeFileSync(`${place.dataDirectory}.password`, "not-the-password-of-this-data");
    await expect(place.start()).rejects.toThrow(/password does not fit the data/);
  });

  it("says in one sentence why a server does not start", async () => {
    await expect(place.start({ settings: { shared_buffers: "many" } })).rejects.toThrow(
      /PostgreSQL could not start: .*shared_buffers/,
    );
  });
});
