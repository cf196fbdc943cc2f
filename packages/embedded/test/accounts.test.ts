import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { unprivilegedAccount } from "../src/account.ts";
import { discardPostgres } from "../src/index.ts";
import { isAlive, isRoot, makePlace, type Place, query } from "./place.ts";

/** nobody, on every Linux that we know of. */
const NOBODY = { uid: 65_534, gid: 65_534 };

describe("whom PostgreSQL runs as", () => {
  let place: Place;
  beforeEach(() => {
    place = makePlace();
  });
  afterEach(() => place.discard());

  it("starts when npm's install scripts were off and the library links are missing", async () => {
    const { url } = await place.start({ binaries: place.copyBinaries("installed") });
    expect(await query(url, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  it.runIf(isRoot)("runs as an account that may do little when root starts it", async () => {
    const { dataDirectory, pid } = await place.start();
    expect(statSync(`/proc/${pid}`).uid).not.toBe(0);
    expect(statSync(dataDirectory).uid).toBe(statSync(`/proc/${pid}`).uid);
    expect(statSync(dataDirectory).mode & 0o777).toBe(0o700);
  });

  it.runIf(isRoot)("runs as whoever starts it when that is not root", async () => {
    mkdirSync(dirname(place.dataDirectory));
    chownSync(dirname(place.dataDirectory), NOBODY.uid, NOBODY.gid);
    const { url, pid } = await place.startElsewhere(NOBODY);
    expect(statSync(`/proc/${pid}`).uid).toBe(NOBODY.uid);
    expect(await query(url, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  it.runIf(isRoot)("serves data that another account made as that account", async () => {
    mkdirSync(dirname(place.dataDirectory));
    chownSync(dirname(place.dataDirectory), NOBODY.uid, NOBODY.gid);
    const theirs = await place.startElsewhere(NOBODY);
    theirs.kill();
    const taken = await place.start();
    expect(taken.reused).toBe(true);
    await taken.stop();
    const { pid } = await place.start();
    expect(statSync(`/proc/${pid}`).uid).toBe(NOBODY.uid);
  });

  it.runIf(isRoot)(
    "keeps program and data where its account can go when the checkout is under a private home",
    async () => {
      const home = join(place.folder, "home");
      const binaries = place.copyBinaries("home");
      chmodSync(home, 0o700);
      const dataDirectory = join(home, "checkout", ".outcry", "postgres");
      const first = await place.start({ dataDirectory, binaries });
      await query(first.url, "create table kept (word text); insert into kept values ('still here')");
      expect(first.dataDirectory).not.toContain(home);
      expect(readlinkSync(dataDirectory)).toBe(first.dataDirectory);
      await first.stop();
      const second = await place.start({ dataDirectory, binaries });
      expect(second.dataDirectory).toBe(first.dataDirectory);
      expect(await query(second.url, "select word from kept")).toEqual([{ word: "still here" }]);

      // Removing the state folder means an empty market, and no orphan of the old one.
      rmSync(dirname(dataDirectory), { recursive: true });
      const third = await place.start({ dataDirectory, binaries });
      await expect(query(third.url, "select word from kept")).rejects.toThrow(/does not exist/);
      expect(existsSync(first.dataDirectory)).toBe(false);
      await discardPostgres(dataDirectory);
      expect(existsSync(third.dataDirectory)).toBe(false);
    },
  );

  it.runIf(isRoot)("removes what temporary folders that are gone have left in the public place", async () => {
    const temporary = join(place.folder, "temporary");
    mkdirSync(temporary, { mode: 0o700 });
    const orphan = await place.start({ dataDirectory: join(temporary, "postgres") });
    rmSync(temporary, { recursive: true });
    const home = join(place.folder, "home");
    mkdirSync(home, { mode: 0o700 });
    await place.start({ dataDirectory: join(home, "postgres") });
    expect(existsSync(orphan.dataDirectory)).toBe(false);
    expect(isAlive(orphan.pid)).toBe(false);
    await discardPostgres(join(home, "postgres"));
  });

  it.runIf(isRoot)(
    "chooses an account that has an entry in the password file, and says so when there is none",
    () => {
      const file = join(place.folder, "passwd");
      writeFileSync(file, "root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n");
      expect(unprivilegedAccount(place.dataDirectory, file)).toMatchObject({ name: "nobody" });
      writeFileSync(file, "root:x:0:0::/root:/bin/sh\n");
      expect(() => unprivilegedAccount(place.dataDirectory, file)).toThrow(/PostgreSQL cannot run as root/);
    },
  );
});
