import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type Account, runAs } from "./account.ts";

const FILES_MAX = 20_000;

/** Whether this account can enter a folder or run a program: every folder above it must let it through. */
export function canReach(path: string, account: Account | null): boolean {
  if (!account) return existsSync(path);
  return spawnSync("/bin/sh", ["-c", 'test -x "$1"', "sh", path], runAs(account)).status === 0;
}

/** The folder that any account can enter, for what cannot stay in a private one. Only root needs it, and only root owns it. */
export function publicFolder(): string {
  const folder = existsSync("/var/lib") ? "/var/lib/outcry" : "/var/tmp/outcry";
  mkdirSync(folder, { recursive: true });
  const { uid } = lstatSync(folder);
  if (uid !== 0) throw new Error(`${folder} belongs to another account. Remove it, then start again.`);
  chmodSync(folder, 0o755);
  return folder;
}

/** Lets every account read a folder and all that is in it, and run what its owner may run. */
export function openToAll(folder: string): void {
  const open = [folder];
  for (let seen = 0; ; seen += 1) {
    const path = open.pop();
    if (path === undefined) return;
    if (seen === FILES_MAX) throw new Error(`${folder} holds more than ${FILES_MAX} files.`);
    const found = lstatSync(path);
    if (found.isSymbolicLink()) continue;
    const mayEnter = found.isDirectory() || (found.mode & 0o100) !== 0;
    chmodSync(path, (found.mode & 0o777) | (mayEnter ? 0o555 : 0o444));
    if (found.isDirectory()) open.push(...readdirSync(path).map((name) => join(path, name)));
  }
}
