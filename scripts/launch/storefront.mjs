/** Builds the storefront when its sources changed, and starts it. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Hindrance } from "./machine.mjs";

const IGNORED = new Set(["node_modules", ".next", ".turbo", "next-env.d.ts", "tsconfig.tsbuildinfo"]);

function* filesUnder(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((left, right) =>
    left.name < right.name ? -1 : 1,
  )) {
    if (IGNORED.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesUnder(path);
    else yield path;
  }
}

function fingerprint(root) {
  const hash = createHash("sha256");
  for (const file of filesUnder(join(root, "web")))
    hash.update(file.slice(root.length)).update(readFileSync(file));
  return hash.update(readFileSync(join(root, "package-lock.json"))).digest("hex");
}

const markerOf = (root) => join(root, "web", ".next", "outcry-built");

export const isBuilt = (root) =>
  existsSync(markerOf(root)) && readFileSync(markerOf(root), "utf8") === fingerprint(root);

const environmentOf = (extra) => ({
  ...process.env,
  NEXT_TELEMETRY_DISABLED: "1",
  NODE_ENV: "production",
  ...extra,
});

/** `next build` through turbo, quietly: its output is shown only when it fails. */
export function build(root, onChild) {
  const wanted = fingerprint(root);
  return new Promise((resolve, reject) => {
    const child = spawn(
      join(root, "node_modules", ".bin", "turbo"),
      ["run", "build", "--filter=@outcry/web", "--no-daemon", "--output-logs=full"],
      {
        cwd: root,
        env: environmentOf({ TURBO_TELEMETRY_DISABLED: "1" }),
        stdio: ["ignore", "pipe", "pipe"],
        shell: process.platform === "win32",
      },
    );
    onChild(child);
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      output += chunk;
    });
    child.once("error", (error) =>
      reject(new Hindrance(`The storefront could not be built: ${error.message}`)),
    );
    child.once("close", (code) => {
      if (code !== 0)
        return reject(new Hindrance(`${output}\nThe storefront could not be built. The reason is above.`));
      writeFileSync(markerOf(root), wanted);
      return resolve();
    });
  });
}

/** The command line that serves it; `sign` tells the process from others later. */
export function serve(root, { port, routerPort, host }) {
  const program = join(root, "node_modules", "next", "dist", "bin", "next");
  const child = spawn(process.execPath, [program, "start", "-H", host, "-p", String(port)], {
    cwd: join(root, "web"),
    env: environmentOf({
      OUTCRY_GRAPHQL_URL: process.env.OUTCRY_GRAPHQL_URL ?? `http://127.0.0.1:${routerPort}/graphql`,
      ROUTER_PORT: String(routerPort),
    }),
    stdio: ["ignore", "pipe", "inherit"],
    detached: true, // Ctrl-C is for the start script, which stops its parts in order.
  });
  const ready = new Promise((resolve, reject) => {
    child.stdout.on("data", (chunk) => String(chunk).includes("Ready") && resolve());
    child.once("exit", (code) =>
      reject(new Hindrance(`The storefront stopped (exit code ${code}). The reason is above.`)),
    );
  });
  return { child, ready };
}
