/** `npm run db:new <subgraph> <name>`: writes the next migration from the tables; `-- --custom` writes an empty one. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const root = new URL("../", import.meta.url).pathname;
const [subgraph = "", name = "", ...flags] = process.argv.slice(2);
if (!/^[a-z]+$/.test(subgraph) || !/^[a-z0-9_]+$/.test(name)) {
  console.error("Use: npm run db:new <subgraph> <name_in_words> [-- --custom]");
  process.exit(1);
}
const { status } = spawnSync(
  `${root}node_modules/.bin/drizzle-kit`,
  ["generate", "--config", "drizzle/config.ts", "--name", name, ...flags],
  { cwd: root, stdio: "inherit", env: { ...process.env, OUTCRY_MIGRATING: subgraph } },
);
const folder = `${root}drizzle/${subgraph}`;
for (const file of readdirSync(folder).filter((candidate) => candidate.endsWith(".sql"))) {
  const text = readFileSync(`${folder}/${file}`, "utf8");
  // The schema is made before any migration, by a role that may: this one may not.
  const without = text.replace(/^CREATE SCHEMA .*?;\n(--> statement-breakpoint\n)?/gm, "");
  if (without !== text) writeFileSync(`${folder}/${file}`, without);
}
process.exit(status ?? 1);
