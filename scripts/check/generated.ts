/** Runs the generators and fails when they change a committed file. Restores nothing: the change is what to commit. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const root = new URL("../../", import.meta.url).pathname;

const list = (): string[] =>
  execFileSync("git", ["ls-files", "schema", "*__generated__*"], { cwd: root, encoding: "utf8" })
    .split("\n")
    .filter((file) =>
      /schema\/(supergraph|public)\.graphql$|schema\/operations\.json$|__generated__/.test(file),
    );

const fingerprint = (file: string): string =>
  createHash("sha256")
    .update(readFileSync(`${root}${file}`))
    .digest("hex");

const files = list();
const before = new Map(files.map((file) => [file, fingerprint(file)]));
execFileSync("node", ["--import", "tsx", "scripts/generate.ts"], { cwd: root, stdio: "inherit" });
const changed = files.filter((file) => fingerprint(file) !== before.get(file));
const added = execFileSync("git", ["ls-files", "--others", "--exclude-standard", "*__generated__*"], {
  cwd: root,
  encoding: "utf8",
});
if (changed.length > 0 || added.trim()) {
  console.error(`Out of date; commit what \`npm run generate\` wrote:\n${[...changed, added].join("\n")}`);
  process.exitCode = 1;
}
