/**
 * Everything a machine can say about the code without running it. Each step prints what it promises;
 * `--report FILE` also writes the outcome as JSON for `npm test` to count.
 */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

type Step = { name: string; command: string[] };

const node = (script: string, ...rest: string[]) => ["node", "--import", "tsx", script, ...rest];

const STEPS: Step[] = [
  { name: "formatted and linted", command: ["biome", "check", "--error-on-warnings", "."] },
  { name: "types of services, packages and scripts", command: ["tsc", "-p", "."] },
  { name: "types of the storefront", command: ["tsc", "-p", "web"] },
  {
    name: "layers import only what they may",
    command: [
      "depcruise",
      "--config",
      ".dependency-cruiser.cjs",
      "packages",
      "subgraphs",
      "router",
      "web/src",
      "scripts",
      "drizzle",
      "e2e",
    ],
  },
  { name: "nothing is dead", command: ["knip", "--no-progress"] },
  { name: "transactions await only the database", command: node("scripts/check/run-transactions.ts") },
  { name: "generated files are true", command: node("scripts/check/generated.ts") },
  { name: "files and words keep the house rules", command: node("scripts/check/house-rules.ts") },
];

const root = new URL("../", import.meta.url).pathname;

function run({ command }: Step): Promise<{ code: number; output: string }> {
  const [program = "", ...rest] = command;
  return new Promise((resolve) => {
    const child = spawn(program, rest, {
      cwd: root,
      env: { ...process.env, PATH: `${root}node_modules/.bin:${process.env.PATH}`, FORCE_COLOR: "0" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      output += chunk;
    });
    child.on("error", (error) => resolve({ code: 1, output: error.message }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

const { values, positionals } = parseArgs({
  options: { report: { type: "string" } },
  allowPositionals: true,
});
const results: { name: string; ok: boolean; seconds: number }[] = [];
for (const step of STEPS.filter(
  ({ name }) => positionals.length === 0 || positionals.some((word) => name.includes(word)),
)) {
  const started = performance.now();
  const { code, output } = await run(step);
  const seconds = (performance.now() - started) / 1_000;
  results.push({ name: step.name, ok: code === 0, seconds });
  console.log(`${code === 0 ? "✓" : "✗"} ${step.name} (${seconds.toFixed(1)} s)`);
  if (code !== 0) console.log(output);
}
if (values.report) writeFileSync(values.report, JSON.stringify(results));
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
