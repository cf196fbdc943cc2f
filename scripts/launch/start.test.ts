import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const script = (name: string) => fileURLToPath(new URL(`../${name}.mjs`, import.meta.url));
const VARIABLES = ["WEB", "ROUTER", "IDENTITY", "CATALOG", "OFFERS", "ORDERS", "PAYMENTS", "STRIPE_EMULATOR"];

/** A program that has a port, or the promise of one that nobody has. */
async function listen(): Promise<{ port: number; server: Server }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return { port: typeof address === "object" && address ? address.port : 0, server };
}

describe("a start that cannot go well", () => {
  const stateDirectory = join(mkdtempSync(join(tmpdir(), "outcry-start-")), "state");
  const ports: Record<string, string> = {};
  let taken: Server;

  beforeAll(async () => {
    const free = await Promise.all(VARIABLES.map(listen));
    free.forEach(({ port }, index) => {
      ports[`${VARIABLES[index]}_PORT`] = String(port);
    });
    await Promise.all(free.map(({ server }) => new Promise((resolve) => server.close(resolve))));
    taken = (await listen()).server;
  });
  afterAll(async () => {
    await new Promise((resolve) => taken.close(resolve));
    rmSync(join(stateDirectory, ".."), { recursive: true, force: true });
  });

  const takenPort = () => {
    const address = taken.address();
    return typeof address === "object" && address ? address.port : 0;
  };
  const attempt = (name: "start" | "doctor", settings: Record<string, string>, flags: string[] = []) => {
    const env = { ...process.env, ...ports, OUTCRY_STATE_DIRECTORY: stateDirectory, ...settings };
    const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, script(name)], {
      env,
      encoding: "utf8",
    });
    return { code: status, stdout, stderr: stderr.trim() };
  };
  const wayOut = "Correct it, or leave it unset and Outcry starts a PostgreSQL of its own.";

  it("names the taken port, who has it, and the variable that moves it", () => {
    const port = takenPort();
    const { code, stderr } = attempt("start", { OFFERS_PORT: String(port) });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      new RegExp(`^Port ${port} is taken.*: stop that, or choose another with OFFERS_PORT=\\d+\\.$`),
    );
    if (process.platform === "linux") expect(stderr).toContain(`process ${process.pid}`);
  });

  it.each([
    [
      "is no number",
      { WEB_PORT: "eighty" },
      'WEB_PORT is "eighty"; a port is a whole number from 1 to 65535.',
    ],
    [
      "is out of range",
      { WEB_PORT: "70000" },
      'WEB_PORT is "70000"; a port is a whole number from 1 to 65535.',
    ],
    [
      "is given twice",
      { WEB_PORT: "45111", ROUTER_PORT: "45111" },
      "ROUTER_PORT and WEB_PORT are both 45111. Give them different ports.",
    ],
  ])("says so when a port %s", (_, settings, sentence) => {
    expect(attempt("start", settings)).toMatchObject({ code: 1, stderr: sentence });
  });

  it("says so when OUTCRY_HOST is no address of this machine", () => {
    const { code, stderr } = attempt("start", { OUTCRY_HOST: "192.0.2.1" });
    expect(code).toBe(1);
    expect(stderr).toContain('OUTCRY_HOST is "192.0.2.1", where this machine cannot listen');
  });

  it.each([["foo"], ["mysql://root@127.0.0.1/shop"], ["postgres://"]])(
    "says what DATABASE_URL looks like when it is %s",
    (url) => {
      expect(attempt("start", { DATABASE_URL: url })).toMatchObject({
        code: 1,
        stderr: `DATABASE_URL must look like postgres://user:password@host:5432/database. ${wayOut}`,
      });
    },
  );

  it("says where DATABASE_URL leads when nobody answers there, and keeps the password to itself", () => {
    const { code, stderr } = attempt("start", { DATABASE_URL: "postgres://me:hunter2@127.0.0.1:1/shop" });
    expect(code).toBe(1);
    expect(stderr).toBe(`DATABASE_URL leads to 127.0.0.1:1, where nobody answers (ECONNREFUSED). ${wayOut}`);
  });

  it("leaves nothing behind", () => {
    attempt("start", { WEB_PORT: "eighty" });
    attempt("start", { DATABASE_URL: "foo" });
    attempt("start", { OFFERS_PORT: String(takenPort()) });
    expect(existsSync(stateDirectory)).toBe(false);
  });

  it.each(["start", "doctor"] as const)("tells an old Node what %s needs", (name) => {
    const old = "Object.defineProperty(process,'versions',{value:{...process.versions,node:'18.19.0'}})";
    const { code, stderr } = attempt(name, {}, ["--import", `data:text/javascript,${old}`]);
    expect(code).toBe(1);
    expect(stderr).toContain("Outcry needs Node.js 20.18 or newer; this is 18.19.0. Install it from");
  });

  it("says how much room the disk lacks", async () => {
    const machine = (await import(new URL("machine.mjs", import.meta.url).href)) as {
      checkDisk(isInstalled: boolean, free: number): void;
    };
    expect(() => machine.checkDisk(false, 1_500_000_000)).toThrow(
      "The disk has 1500 MB left; Outcry needs 2000 MB. Free some, then start again.",
    );
    expect(() => machine.checkDisk(true, 1_500_000_000)).not.toThrow();
  });

  it("does not take a stranger with a noted number for a running Outcry", () => {
    const stranger = spawn("sleep", ["60"]);
    mkdirSync(join(stateDirectory, "processes"), { recursive: true });
    const note = { pid: stranger.pid, identity: "of another process", note: "http://localhost:3000" };
    for (const role of ["start", "backend", "storefront"])
      writeFileSync(join(stateDirectory, "processes", `${role}.json`), JSON.stringify(note));
    const { stderr } = attempt("start", { OFFERS_PORT: String(takenPort()) });
    expect(stderr).toMatch(/^Port \d+ is taken/);
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    stranger.kill();
  });

  it("is explained by the doctor, who changes nothing", () => {
    const { code, stdout } = attempt("doctor", { OFFERS_PORT: String(takenPort()), DATABASE_URL: "foo" });
    expect(code).toBe(1);
    expect(stdout).toContain("✓ Node.js is new enough");
    expect(stdout).toMatch(/✗ ports are free\n {2}Port \d+ is taken.*choose another with OFFERS_PORT=/);
    expect(stdout).toMatch(/✗ the database lets us in\n {2}DATABASE_URL must look like/);
  });
});
