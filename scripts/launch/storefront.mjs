/** Builds the storefront when its sources changed, and serves it. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Hindrance, host, ROOT } from "./machine.mjs";
import { lastLines, run } from "./run.mjs";

const WEB = join(ROOT, "web");
const BUILT = join(WEB, ".next", "outcry-built");
const IGNORED = new Set(["node_modules", ".next", ".turbo", "next-env.d.ts", "tsconfig.tsbuildinfo"]);
const LINES_SHOWN = 60;
const READY_MILLISECONDS_MAX = 60_000;
const ENVIRONMENT = { NEXT_TELEMETRY_DISABLED: "1", TURBO_TELEMETRY_DISABLED: "1", NODE_ENV: "production" };

function* filesUnder(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (IGNORED.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesUnder(path);
    else yield path;
  }
}

/** Changes when a build would: with the sources, the packages, Node and what Next.js bakes in. */
function fingerprint() {
  const hash = createHash("sha256").update(process.versions.node);
  for (const file of [...filesUnder(WEB), join(ROOT, "package-lock.json")].sort())
    hash.update(file.slice(ROOT.length)).update(readFileSync(file));
  const baked = Object.entries(process.env).filter(([name]) => name.startsWith("NEXT_PUBLIC_"));
  return hash.update(JSON.stringify(baked.sort())).digest("hex");
}

export const isBuilt = () => existsSync(BUILT) && readFileSync(BUILT, "utf8") === fingerprint();

/** `next build` through turbo, quietly: its output is shown only when it fails. */
export async function build(signal) {
  const wanted = fingerprint();
  const turbo = join(ROOT, "node_modules", "turbo", "bin", "turbo");
  const flags = ["run", "build", "--filter=@outcry/web", "--no-daemon", "--output-logs=full"];
  const { code, output } = await run([process.execPath, turbo, ...flags], { env: ENVIRONMENT, signal });
  if (signal?.aborted) return;
  if (/ENOSPC/.test(output)) throw new Hindrance("The disk is full. Free 1 GB, then start again.");
  if (code !== 0) {
    throw new Hindrance(
      `${lastLines(output, LINES_SHOWN)}\n\nThe storefront could not be built. The reason is above.`,
    );
  }
  writeFileSync(BUILT, wanted);
}

/** Starts `next start` in a group of its own. `ready` resolves when it answers, and rejects when it never will. */
export function serve(ports) {
  const program = join(ROOT, "node_modules", "next", "dist", "bin", "next");
  const graph = process.env.OUTCRY_GRAPHQL_URL ?? `http://127.0.0.1:${ports.ROUTER_PORT}/graphql`;
  const child = spawn(process.execPath, [program, "start", "-H", host(), "-p", String(ports.WEB_PORT)], {
    cwd: WEB,
    env: {
      ...process.env,
      ...ENVIRONMENT,
      OUTCRY_GRAPHQL_URL: graph,
      ROUTER_PORT: String(ports.ROUTER_PORT),
      WEB_PORT: String(ports.WEB_PORT),
    },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true, // Ctrl-C is for the start script, which stops its parts.
  });
  const ready = new Promise((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Hindrance(`The storefront did not open within ${READY_MILLISECONDS_MAX / 1_000} s.`)),
      READY_MILLISECONDS_MAX,
    );
    const settle = (act) => (value) => {
      clearTimeout(late);
      act(value);
    };
    child.stdout.on("data", (chunk) => String(chunk).includes("Ready") && settle(resolve)());
    child.once("exit", (code) =>
      settle(reject)(new Hindrance(`The storefront stopped (exit code ${code}). The reason is above.`)),
    );
  });
  ready.catch(() => undefined); // Whoever waits for it hears it; before that it is nobody's.
  return { child, ready };
}
