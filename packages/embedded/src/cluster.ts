import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { Account } from "./account.ts";
import { canReach, publicPlaceFor } from "./binaries.ts";

export const SUPERUSER = "postgres";

/** Files of a cluster. Secrets lie beside the data, readable by whoever starts Outcry and nobody else. */
export type Cluster = Readonly<{ dataDirectory: string; passwordFile: string; logFile: string }>;

/**
 * Decides where the data lives: where it was asked for, or, when the account PostgreSQL must run as cannot reach
 * that (a checkout under a private home), in a public place that is always the same for the same wish.
 */
export function locateCluster(wished: string, account: Account | null): Cluster {
  const parent = dirname(wished);
  mkdirSync(parent, { recursive: true });
  const dataDirectory = canReach(parent, account) ? wished : publicPlaceFor(wished, "data");
  return {
    dataDirectory,
    passwordFile: join(parent, "postgres.password"),
    logFile: `${dataDirectory}.log`,
  };
}

export const passwordOf = (cluster: Cluster): string => readFileSync(cluster.passwordFile, "utf8").trim();

const asAccount = (account: Account | null) => (account ? { uid: account.uid, gid: account.gid } : {});

/** Makes the cluster once. initdb works beside the final place and the result is renamed, so a kill leaves no half of it. */
export function ensureCluster(cluster: Cluster, binaries: string, account: Account | null): void {
  if (existsSync(join(cluster.dataDirectory, "PG_VERSION"))) return;
  if (!existsSync(cluster.passwordFile)) {
    writeFileSync(cluster.passwordFile, randomBytes(24).toString("base64url"), { mode: 0o600 });
  }
  const draft = `${cluster.dataDirectory}.new`;
  const secret = `${cluster.dataDirectory}.secret`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  writeFileSync(secret, passwordOf(cluster), { mode: 0o600 });
  if (account) for (const path of [draft, secret]) chownSync(path, account.uid, account.gid);
  chmodSync(draft, 0o700);
  const options = ["-U", SUPERUSER, `--pwfile=${secret}`, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C"];
  const collation = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const result = spawnSync(join(binaries, "bin", "initdb"), ["-D", draft, ...options, ...collation], {
    ...asAccount(account),
    cwd: "/",
    encoding: "utf8",
  });
  rmSync(secret, { force: true });
  if (result.status !== 0) {
    rmSync(draft, { recursive: true, force: true });
    throw new Error(
      explain(`${result.stderr ?? ""}${result.error?.message ?? ""}`, "PostgreSQL could not be set up"),
    );
  }
  renameSync(draft, cluster.dataDirectory);
}

/** PostgreSQL's own words, as one sentence that says what to do where we know it. */
export function explain(output: string, what: string): string {
  if (/No space left on device|ENOSPC/.test(output)) {
    return `${what}: the disk is full. Free about 1 GB, then start again.`;
  }
  const reason = output
    .split("\n")
    .filter((line) => /FATAL|PANIC|ERROR|error:|EACCES|could not/.test(line))
    .at(-1);
  return `${what}: ${reason?.replace(/^.*?(FATAL|PANIC|ERROR|error): */, "").trim() || "it said nothing."}`;
}
