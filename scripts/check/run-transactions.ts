/** Fails on anything but the database awaited inside a transaction: it would hold locks for as long as a stranger takes. */
import { execFileSync } from "node:child_process";
import { findTransactionViolations } from "./transactions-await-only-the-database.ts";

const root = new URL("../../", import.meta.url).pathname;
const files = execFileSync("git", ["ls-files", "subgraphs/*/src/*.ts", "packages/*/src/*.ts"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !file.includes("__generated__"))
  .map((file) => `${root}${file}`);

const violations = findTransactionViolations(files);
for (const { file, line, message } of violations)
  console.error(`${file.replace(root, "")}:${line} ${message}`);
process.exitCode = violations.length === 0 ? 0 : 1;
