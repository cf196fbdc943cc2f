/** Installs what is missing, and nothing when nothing is. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Hindrance } from "./machine.mjs";

const hashOf = (files) => {
  const hash = createHash("sha256");
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest("hex");
};

/** What an installation depends on: the lockfile and our patches. */
function wanted(root) {
  const patches = join(root, "patches");
  const files = existsSync(patches)
    ? readdirSync(patches)
        .sort()
        .map((name) => join(patches, name))
    : [];
  return hashOf([join(root, "package-lock.json"), ...files]);
}

const markerOf = (root) => join(root, "node_modules", ".outcry-installed");

export const isInstalled = (root) =>
  existsSync(markerOf(root)) && readFileSync(markerOf(root), "utf8") === wanted(root);

function run(root, command, rest, what) {
  const { status, error } = spawnSync(command, rest, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  if (status !== 0)
    throw new Hindrance(`${what} failed (${error?.message ?? `exit code ${status}`}). The reason is above.`);
}

/** `npm ci`, then our patches: npm runs them too, unless install scripts are off. Applying them again changes nothing. */
export function install(root) {
  run(root, "npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], "npm ci");
  run(
    root,
    process.execPath,
    [join(root, "node_modules", "patch-package", "index.js"), "--error-on-fail"],
    "Patching the driver",
  );
  mkdirSync(join(root, "node_modules"), { recursive: true });
  writeFileSync(markerOf(root), wanted(root));
}
