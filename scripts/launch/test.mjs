/**
 * Every test there is, from static checks to a browser, on a machine with only Node and npm. Ends with one line alone:
 * `N passed, N failed, N skipped`. A skip names what is missing.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { install, isInstalled } from "./install.mjs";
import { checkDisk, ROOT, wordsOf } from "./machine.mjs";
import { step } from "./progress.mjs";
import { run } from "./run.mjs";
import { build, isBuilt } from "./storefront.mjs";

/** A runner that hangs is ended, and has failed. */
const RUNNER_MILLISECONDS_MAX = 30 * 60_000;
const PROJECTS = ["unit", "database", "fleet", "browser"];

const totals = { passed: 0, failed: 0, skipped: 0 };
const skips = [];
const failures = [];

function fail(name) {
  totals.failed += 1;
  failures.push(name);
}

const onPath = (program) =>
  spawnSync("sh", ["-c", `command -v ${program}`], { encoding: "utf8" }).stdout?.trim() ?? "";

function findChromium() {
  const named = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].map(onPath);
  return [process.env.CHROMIUM_PATH, ...named].find((path) => path && existsSync(path)) ?? null;
}

/** A runner that died, or was ended, leaves no report: that is a failure, whatever it printed before. */
function readReport(file, name) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    fail(`${name}: the runner ended without a report.`);
    return null;
  }
}

async function runChecks(reports) {
  console.log("\n── checks");
  const file = join(reports, "checks.json");
  const command = [process.execPath, "--import", "tsx", join(ROOT, "scripts", "check.ts"), "--report", file];
  await run(command, { show: true, milliseconds: RUNNER_MILLISECONDS_MAX });
  for (const { name, ok } of readReport(file, "checks") ?? []) {
    if (ok) totals.passed += 1;
    else fail(`checks: ${name}`);
  }
}

function count(report, project, code) {
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = tests.filter(({ status }) => status === "failed");
  const skipped = tests.filter(({ status }) => ["skipped", "pending", "todo", "disabled"].includes(status));
  totals.passed += report.numPassedTests;
  for (const { fullName } of failed) fail(`${project}: ${fullName.trim()}`);
  totals.skipped += skipped.length;
  skips.push(...skipped.map(({ fullName }) => `${project}: ${fullName.trim()}`));
  // A file that could not be loaded, or an error outside any test, fails the run without failing a test.
  if (code !== 0 && failed.length === 0) fail(`${project}: something outside the tests, told above`);
}

async function runProject(reports, project, env) {
  console.log(`\n── ${project}`);
  const file = join(reports, `${project}.json`);
  const vitest = join(ROOT, "node_modules", "vitest", "vitest.mjs");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const command = [process.execPath, vitest, "run", "--project", project, ...reporters];
  const { code } = await run(command, { show: true, env, milliseconds: RUNNER_MILLISECONDS_MAX });
  const report = readReport(file, project);
  if (report) count(report, project, code);
}

/** What only the machine can bring, and what is skipped without it. */
function describeMissing(chromium) {
  const missing = [];
  if (!process.env.REDIS_URL && !onPath("redis-server"))
    missing.push(
      "redis-server is missing: tests over Redis are skipped. (apt-get install redis-server, or REDIS_URL)",
    );
  if (!chromium)
    missing.push(
      "chromium is missing: browser tests are skipped. (apt-get install chromium, or CHROMIUM_PATH)",
    );
  return missing;
}

async function runAll(reports) {
  checkDisk(isInstalled());
  await install();
  const chromium = findChromium();
  const env = chromium ? { CHROMIUM_PATH: chromium } : {};
  const missing = describeMissing(chromium);
  for (const sentence of missing) console.log(sentence);
  await runChecks(reports);
  for (const project of PROJECTS) {
    if (project === "browser" && chromium && !isBuilt()) await step("Building the storefront", () => build());
    await runProject(reports, project, env);
  }
  if (skips.length > 0) tell("Skipped", [...skips, ...missing]);
}

const tell = (title, lines) => console.log(`\n${title}:\n${lines.map((line) => `  ${line}`).join("\n")}`);

export async function test() {
  const reports = mkdtempSync(join(tmpdir(), "outcry-reports-"));
  try {
    await runAll(reports);
  } catch (error) {
    fail(wordsOf(error));
  }
  if (failures.length > 0) tell("Failed", failures);
  rmSync(reports, { recursive: true, force: true });
  console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
  process.exitCode = totals.failed === 0 && totals.passed > 0 ? 0 : 1;
}
