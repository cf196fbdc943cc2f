import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Installs what is measured against on first use: nobody else needs those 600 MB. Throws when that fails. */
export function prepareBench(folder: string): void {
  if (existsSync(`${folder}/node_modules/autocannon`)) return;
  console.log("Installing the other gateways into bench/ (once, about 600 MB).");
  const { status } = spawnSync("npm", ["ci", "--prefix", folder, "--no-audit", "--no-fund"], {
    stdio: "inherit",
  });
  if (status !== 0) throw new Error("That failed. Try it by hand: npm install --prefix bench");
}
