/** Says what would keep Outcry from starting, and the one thing that mends it. Changes nothing. */
import { spawnSync } from "node:child_process";
import { checkDatabaseUrl } from "./database-url.mjs";
import { isInstalled } from "./install.mjs";
import { checkDisk, Hindrance, readDotEnv, wordsOf } from "./machine.mjs";
import { checkPorts, readPorts } from "./ports.mjs";
import { recall } from "./processes.mjs";
import { npm } from "./run.mjs";

const NPM_MAJOR_MIN = 9;

function checkNpm() {
  const [program, ...rest] = npm("--version");
  const { stdout } = spawnSync(program, rest, { encoding: "utf8", shell: process.platform === "win32" });
  const version = stdout?.trim().split("\n").at(-1) ?? "";
  if (Number(version.split(".")[0]) >= NPM_MAJOR_MIN) return `npm ${version}`;
  throw new Hindrance(
    `Outcry needs npm ${NPM_MAJOR_MIN} or newer; this is "${version}". Run: npm install -g npm@11`,
  );
}

async function checkOurPorts() {
  const running = recall("start");
  if (running) return `Outcry itself has them: ${running.note}, process ${running.pid}`;
  await checkPorts(readPorts());
  return "";
}

/** With a server of one's own: it answers, lets us in, and we may create roles there. */
async function checkDatabase() {
  if (!process.env.DATABASE_URL) return "DATABASE_URL is not set: npm start brings a PostgreSQL";
  await checkDatabaseUrl();
  if (!isInstalled()) return "it answers; whether it lets us in can be said after the install";
  const { default: postgres } = await import("postgres");
  const sql = postgres(process.env.DATABASE_URL, { max: 1, connect_timeout: 5, onnotice: () => undefined });
  try {
    const [role] =
      await sql`select rolcreaterole or rolsuper as may from pg_roles where rolname = current_user`;
    if (role?.may) return "";
  } catch (error) {
    throw new Hindrance(
      `DATABASE_URL does not lead to a PostgreSQL that lets us in (${error.message}). Correct it, or leave it unset.`,
    );
  } finally {
    await sql.end({ timeout: 1 });
  }
  throw new Hindrance("The user of DATABASE_URL may not create roles. Run: alter role <user> createrole;");
}

function checkInstall() {
  if (!isInstalled()) throw new Hindrance("They are not, or the lockfile changed. Run: npm start");
}

const CHECKS = [
  ["Node.js is new enough", () => `Node.js ${process.versions.node}`],
  ["npm is new enough", checkNpm],
  ["packages are installed", checkInstall],
  ["there is room on the disk", () => checkDisk(isInstalled())],
  ["ports are free", checkOurPorts],
  ["the database lets us in", checkDatabase],
];

export async function examine() {
  readDotEnv();
  for (const [name, check] of CHECKS) {
    try {
      const remark = await check();
      console.log(`✓ ${name}${remark ? ` (${remark})` : ""}`);
    } catch (error) {
      console.log(`✗ ${name}\n  ${wordsOf(error).replaceAll("\n", "\n  ")}`);
      process.exitCode = 1;
    }
  }
}
