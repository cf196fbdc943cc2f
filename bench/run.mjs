import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { isInstalled } from "../scripts/launch/install.mjs";

/** What can be measured; each is a folder here with a `main.ts`. */
const BENCHES = ["offers", "router", "expiry", "flood", "fanout", "in-process", "through-router"];

const [name = "", ...rest] = process.argv.slice(2);
const entry = new URL(`./${name}/main.ts`, import.meta.url);
if (!BENCHES.includes(name) || !existsSync(entry)) {
  console.error(`Say what to measure: npm run bench -- ${BENCHES.join("|")} [options]`);
  process.exit(2);
}
if (!isInstalled()) {
  console.error("The packages are not those of the lockfile: run npm ci, or npm start once.");
  process.exit(2);
}
// --expose-gc lets a bench collect before it reads a heap; nothing else depends on it.
const child = spawn(process.execPath, ["--expose-gc", "--import", "tsx", entry.pathname, ...rest], {
  stdio: "inherit",
});
child.once("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
