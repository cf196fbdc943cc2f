/** `npm run doctor`: says what would keep Outcry from starting, and the one thing that mends it. Changes nothing. */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { isInstalled } from "./launch/install.mjs";
import { checkDisk, checkNode, Hindrance } from "./launch/machine.mjs";
import { checkPorts, readPorts } from "./launch/ports.mjs";

const root = resolve(fileURLToPath(new URL("..", import.meta.url)));

async function checkDatabase() {
  if (!process.env.DATABASE_URL || !isInstalled(root)) return;
  const { default: postgres } = await import("postgres");
  const sql = postgres(process.env.DATABASE_URL, { max: 1, connect_timeout: 5, onnotice: () => undefined });
  try {
    const [role] =
      await sql`select rolcreaterole or rolsuper as may from pg_roles where rolname = current_user`;
    if (!role?.may)
      throw new Hindrance(
        "The user of DATABASE_URL may not create roles. Run: alter role <user> createrole;",
      );
  } catch (error) {
    if (error instanceof Hindrance) throw error;
    throw new Hindrance(
      `DATABASE_URL does not lead to a PostgreSQL that lets us in (${error.message}). Correct it, or leave it unset.`,
    );
  } finally {
    await sql.end({ timeout: 1 });
  }
}

const CHECKS = [
  ["Node.js is new enough", () => checkNode()],
  [
    "packages are installed",
    () => {
      if (!isInstalled(root))
        throw new Hindrance("They are not, or the lockfile changed. `npm start` installs them.");
    },
  ],
  ["there is room on the disk", () => checkDisk(root, isInstalled(root))],
  ["ports are free", () => checkPorts(readPorts(process.env))],
  ["the database lets us in", checkDatabase],
];

for (const [name, check] of CHECKS) {
  try {
    await check();
    console.log(`✓ ${name}`);
  } catch (error) {
    console.log(`✗ ${name}\n  ${String(error.message).replaceAll("\n", "\n  ")}`);
    process.exitCode = 1;
  }
}
