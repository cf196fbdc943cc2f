import { readFileSync, statSync } from "node:fs";

/** Whom PostgreSQL runs as. It refuses to run as root, so root lends it an account that exists and may do little. */
export type Account = Readonly<{ name: string; uid: number; gid: number }>;

const PREFERRED = ["postgres", "nobody", "daemon", "www-data"];

function ownerOf(path: string): number {
  try {
    return statSync(path).uid;
  } catch {
    return 0; // It does not exist yet.
  }
}

/**
 * The account to switch to, or null when we are not root and PostgreSQL simply runs as we do. It must have an entry in
 * the password file, because initdb looks its own name up there. Data that exists already is served by its owner.
 * Throws when there is no such account.
 */
export function unprivilegedAccount(dataDirectory: string, passwordFile = "/etc/passwd"): Account | null {
  if (process.getuid?.() !== 0) return null;
  const accounts = readFileSync(passwordFile, "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .map(([name = "", , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ name, uid, gid }) => name && uid > 0 && gid > 0);
  const owner = ownerOf(dataDirectory);
  const account =
    accounts.find(({ uid }) => owner !== 0 && uid === owner) ??
    PREFERRED.map((name) => accounts.find((candidate) => candidate.name === name)).find(Boolean);
  if (account) return account;
  throw new Error(
    "PostgreSQL cannot run as root, and there is no account `postgres` or `nobody` to run it as.",
  );
}

/** What `spawn` wants to hear to run something as that account. */
export const runAs = (account: Account | null): { uid?: number; gid?: number; cwd: string } =>
  account ? { uid: account.uid, gid: account.gid, cwd: "/" } : { cwd: "/" };
