/** Installs what is missing, and nothing when nothing is. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Hindrance, ROOT } from "./machine.mjs";
import { step } from "./progress.mjs";
import { lastLines, npm, run } from "./run.mjs";

const MODULES = join(ROOT, "node_modules");
/** npm's own list of what it installed. It writes it last, so a killed install has none. */
const LIST = join(MODULES, ".package-lock.json");
const PATCHED = join(MODULES, ".outcry-patched");
const LINES_SHOWN = 30;

const packagesIn = (file) => JSON.parse(readFileSync(file, "utf8")).packages ?? {};

/** Whether node_modules is what the lockfile says, however it came to be. Packages of other platforms may be absent. */
export function isInstalled() {
  if (!existsSync(LIST)) return false;
  const found = packagesIn(LIST);
  return Object.entries(packagesIn(join(ROOT, "package-lock.json")))
    .filter(([place]) => place.includes("node_modules/"))
    .every(([place, wanted]) => {
      if (!found[place]) return wanted.optional === true;
      return found[place].version === wanted.version && existsSync(join(ROOT, place));
    });
}

/** Our patches, each with the package that it is for. */
function patches() {
  const folder = join(ROOT, "patches");
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".patch")) : [];
  return files.sort().map((file) => ({
    file: join(folder, file),
    target: join(MODULES, file.replace(/\+[^+]*\.patch$/, "").replaceAll("+", "/")),
  }));
}

/** What the patches are, and which copies of the packages they were put on. */
function patchesAndTargets() {
  const hash = createHash("sha256");
  for (const { file, target } of patches()) {
    hash.update(file.slice(ROOT.length)).update(readFileSync(file));
    const manifest = join(target, "package.json");
    if (existsSync(manifest)) hash.update(String(statSync(manifest).ctimeMs));
  }
  return hash.digest("hex");
}

const isPatched = () => existsSync(PATCHED) && readFileSync(PATCHED, "utf8") === patchesAndTargets();

async function installPackages(signal) {
  // A production setting in somebody's shell must not leave out the tools that run the sources.
  const flags = ["--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  let { code, output } = await run(npm("ci", ...flags), { signal });
  if (code !== 0 && /EUSAGE/.test(output)) {
    // The lockfile was written where the registry lacks packages of other platforms; `ci` insists on them, this does not.
    ({ code, output } = await run(npm("install", "--no-save", ...flags), { signal }));
  }
  if (code === 0 || signal?.aborted) return;
  if (/ENOSPC/.test(output)) throw new Hindrance("The disk is full. Free 2 GB, then start again.");
  const isOffline = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT/.test(output);
  const advice = isOffline
    ? "npm does not reach its registry. Look to the network, then start again."
    : "npm could not install the packages. The reason is above.";
  throw new Hindrance(`${lastLines(output, LINES_SHOWN)}\n\n${advice}`);
}

/** Applies our patches; on what has them already it changes nothing. Returns the complaint, if there is one. */
async function patch(signal) {
  const program = join(MODULES, "patch-package", "index.js");
  const { code, output } = await run([process.execPath, program, "--error-on-fail"], { signal });
  if (code !== 0) return output;
  writeFileSync(PATCHED, patchesAndTargets());
  return null;
}

/** Brings node_modules to what the lockfile says. npm applies our patches unless install scripts are off; so we see to it. */
export async function install(signal) {
  if (!isInstalled()) await step("Installing packages", () => installPackages(signal));
  if (isPatched() || signal?.aborted) return;
  await step("Patching packages", async () => {
    if ((await patch(signal)) === null || signal?.aborted) return;
    // An older patch is in the way: begin with the packages as they were published. npm does not see the difference.
    for (const { target } of patches()) rmSync(target, { recursive: true, force: true });
    rmSync(LIST, { force: true });
    await installPackages(signal);
    const complaint = await patch(signal);
    if (complaint === null || signal?.aborted) return;
    throw new Hindrance(
      `${lastLines(complaint, LINES_SHOWN)}\n\nA patch in patches/ does not fit its package.`,
    );
  });
}
