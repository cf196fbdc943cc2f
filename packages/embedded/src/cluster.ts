import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Account, runAs } from "./account.ts";
import { explain } from "./explain.ts";
import { canReach, publicFolder } from "./places.ts";
import { stopPostmasterOf } from "./postmaster.ts";

export const SUPERUSER = "postgres";

/**
 * What initdb is told of text, here and in `docker-compose.yml`: that it is compared byte by byte. By the rules of the C library orders
 * take a tenth longer in PostgreSQL, and its next version may order text otherwise than the indexes do.
 */
export const TEXT_IS = [
  "--encoding=UTF8",
  "--locale=C",
  "--locale-provider=builtin",
  "--builtin-locale=C.UTF-8",
] as const;

/** Files of a cluster. Secrets lie beside the wished place, readable by whoever starts Outcry and nobody else. */
export type Cluster = Readonly<{ dataDirectory: string; passwordFile: string; logFile: string }>;

/** Written beside and renamed into place: a full disk or a kill leaves no half of it. */
function writeWhole(file: string, text: string): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, file);
}

/** Where data that exists lies: where the link in the wished place leads, or in the wished place itself. */
export function dataPlaceOf(wished: string): string {
  const found = lstatSync(wished, { throwIfNoEntry: false });
  return found?.isSymbolicLink() ? readlinkSync(wished) : wished;
}

/** Whether nothing leads to data in the public folder any more: its place was reused, or was a temporary one. */
function isAbandoned(place: string, origin: string, wished: string): boolean {
  return origin === wished || (origin.startsWith(tmpdir()) && dataPlaceOf(origin) !== place);
}

async function removeAbandoned(wished: string): Promise<void> {
  const folder = publicFolder();
  for (const name of readdirSync(folder).filter((entry) => entry.endsWith(".origin"))) {
    const place = join(folder, name.replace(/\.origin$/, ""));
    if (!isAbandoned(place, readFileSync(join(folder, name), "utf8"), wished)) continue;
    await stopPostmasterOf(place);
    for (const path of [place, `${place}.log`, `${place}.origin`])
      rmSync(path, { recursive: true, force: true });
  }
}

/**
 * Where the data really is when the account cannot reach the wished place (a checkout under a private home): in the
 * public folder, with a link in the wished place. Removing the link, and all beside it, starts anew.
 */
async function publicPlace(wished: string): Promise<string> {
  await removeAbandoned(wished);
  const place = join(publicFolder(), `data-${randomBytes(6).toString("hex")}`);
  rmSync(wished, { force: true }); // A link that leads nowhere.
  symlinkSync(place, wished);
  writeFileSync(`${place}.origin`, wished);
  return place;
}

/** Decides where the data lives: where it was asked for, if the account PostgreSQL must run as can reach that. */
export async function locateCluster(wished: string, account: Account | null): Promise<Cluster> {
  const parent = dirname(wished);
  mkdirSync(parent, { recursive: true });
  const place = dataPlaceOf(wished);
  const isReachable = canReach(parent, account);
  if (place === wished && !isReachable && existsSync(join(wished, "PG_VERSION"))) {
    throw new Error(
      `The account ${account?.name} can no longer enter ${parent}. Run: chmod a+x on it and the folders above.`,
    );
  }
  const isElsewhere = place !== wished && existsSync(place);
  const dataDirectory = isElsewhere ? place : isReachable ? wished : await publicPlace(wished);
  return { dataDirectory, passwordFile: `${wished}.password`, logFile: `${dataDirectory}.log` };
}

export const passwordOf = (cluster: Cluster): string => readFileSync(cluster.passwordFile, "utf8").trim();

/** Whether the data is there and is ours to serve. Throws one sentence when it is there and is not. */
function isMade({ dataDirectory, passwordFile }: Cluster): boolean {
  if (!existsSync(dataDirectory)) return false;
  const uid = process.getuid?.() ?? 0;
  const owner = statSync(dataDirectory).uid;
  if (uid !== 0 && owner !== uid) {
    throw new Error(`${dataDirectory} belongs to another account: start Outcry as root, as it was before.`);
  }
  if (!existsSync(join(dataDirectory, "PG_VERSION"))) return false;
  if (existsSync(passwordFile)) return true;
  throw new Error(
    `${passwordFile} is missing. Put it back, or remove ${dataDirectory} to start with an empty market.`,
  );
}

function initialise(cluster: Cluster, draft: string, binaries: string, account: Account | null): void {
  const secret = `${draft}.password`;
  mkdirSync(draft, { recursive: true });
  chmodSync(draft, 0o700);
  writeFileSync(secret, passwordOf(cluster), { mode: 0o600 });
  if (account) for (const path of [draft, secret]) chownSync(path, account.uid, account.gid);
  const options = ["-U", SUPERUSER, `--pwfile=${secret}`, "-A", "scram-sha-256"];
  const command = join(binaries, "bin", "initdb");
  const result = spawnSync(command, ["-D", draft, ...options, ...TEXT_IS], {
    ...runAs(account),
    encoding: "utf8",
  });
  rmSync(secret, { force: true });
  if (result.status === 0) return;
  const output = `${result.stderr ?? ""}\nerror: ${result.error?.message ?? `exit code ${result.status}`}`;
  throw new Error(explain(output, "PostgreSQL could not be set up"));
}

/** Makes the cluster once. initdb works beside the final place and the result is renamed, so a kill leaves no half of it. */
export function ensureCluster(cluster: Cluster, binaries: string, account: Account | null): void {
  if (isMade(cluster)) return;
  if (!existsSync(cluster.passwordFile)) {
    writeWhole(cluster.passwordFile, randomBytes(24).toString("base64url"));
  }
  const draft = `${cluster.dataDirectory}.new`;
  rmSync(draft, { recursive: true, force: true });
  try {
    initialise(cluster, draft, binaries, account);
    // An empty folder in the way is replaced; one with something in it is somebody's, and stays.
    renameSync(draft, cluster.dataDirectory);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOSPC") throw new Error(explain("ENOSPC", "PostgreSQL could not be set up"));
    if (code !== "ENOTEMPTY" && code !== "EEXIST") throw error;
    throw new Error(
      `${cluster.dataDirectory} holds something that is no PostgreSQL. Move it away, then start again.`,
    );
  }
}
