/**
 * `npm test`: every test there is, from static checks to a browser, on a machine with only Node and npm.
 * Ends with one line alone: `N passed, N failed, N skipped`. A skip names what is missing.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { install, isInstalled } from "./launch/install.mjs";
import { checkDisk, checkNode, Hindrance } from "./launch/machine.mjs";

const root = resolve(fileURLToPath(new URL("..", import.meta.url)));
const reports = mkdtempSync(join(tmpdir(), "outcry-reports-"));
const totals = { passed: 0, failed: 0, skipped: 0 };

const onPath = (program) =>
  spawnSync("sh", ["-c", `command -v ${program}`], { encoding: "utf8" }).stdout.trim();

function findChromium() {
  const candidates = [
    process.env.CHROMIUM_PATH,
    onPath("chromium"),
    onPath("chromium-browser"),
    onPath("google-chrome"),
  ];
  return candidates.find((path) => path && existsSync(path)) ?? null;
}

/** Runs a program with its output shown as it comes. Resolves with the exit code. */
function run(command, rest, environment = {}) {
  return new Promise((done) => {
    const child = spawn(command, rest, {
      cwd: root,
      env: { ...process.env, ...environment },
      stdio: ["ignore", "inherit", "inherit"],
      shell: process.platform === "win32",
    });
    child.once("error", (error) => {
      console.error(error.message);
      done(1);
    });
    child.once("close", (code) => done(code ?? 1));
  });
}

/** A runner that died leaves no report: that is a failure, whatever it printed before. */
function readReport(file, name) {
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8"));
  console.error(`✗ ${name}: the runner ended without a report.`);
  totals.failed += 1;
  return null;
}

async function runChecks() {
  console.log("\n── Checks");
  const file = join(reports, "checks.json");
  await run(process.execPath, ["--import", "tsx", join(root, "scripts", "check.ts"), "--report", file]);
  for (const { ok } of readReport(file, "checks") ?? []) totals[ok ? "passed" : "failed"] += 1;
}

async function runProject(project, environment) {
  console.log(`\n── ${project}`);
  const file = join(reports, `${project}.json`);
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const code = await run(process.execPath, [vitest, "run", "--project", project, ...reporters], environment);
  const report = readReport(file, project);
  if (!report) return;
  totals.passed += report.numPassedTests;
  totals.failed += report.numFailedTests;
  totals.skipped += report.numPendingTests + report.numTodoTests;
  // A file that could not be loaded, or an error outside any test, fails the run without failing a test.
  if (code !== 0 && report.numFailedTests === 0) totals.failed += 1;
}

async function main() {
  checkNode();
  checkDisk(root, isInstalled(root));
  if (!isInstalled(root)) {
    console.log("Installing packages");
    install(root);
  }
  mkdirSync(reports, { recursive: true });
  const chromium = findChromium();
  const redis = process.env.REDIS_URL || onPath("redis-server");
  if (!redis)
    console.log(
      "redis-server is missing: tests of the Redis paths are skipped. (apt-get install redis-server)",
    );
  if (!chromium)
    console.log(
      "chromium is missing: browser tests are skipped. (apt-get install chromium, or set CHROMIUM_PATH)",
    );
  const environment = chromium ? { CHROMIUM_PATH: chromium } : {};
  await runChecks();
  for (const project of ["unit", "database", "fleet", "browser"]) await runProject(project, environment);
}

main()
  .catch((error) => {
    totals.failed += 1;
    console.error(error instanceof Hindrance ? error.message : error.stack);
  })
  .finally(() => {
    rmSync(reports, { recursive: true, force: true });
    console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
    process.exitCode = totals.failed === 0 && totals.passed > 0 ? 0 : 1;
  });
