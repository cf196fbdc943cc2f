import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { SCHEMAS } from "../schemas.ts";

export type Setting = Readonly<{
  /** A file with the supergraph of all subgraphs. */
  supergraph: string;
  urls: Readonly<Record<string, string>>;
  port: number;
  /** For files of the contestant's own. */
  folder: string;
}>;

/** How a gateway is started. */
export type Command = Readonly<{
  program: string;
  args: readonly string[];
  environment?: Readonly<Record<string, string>>;
  folder?: string;
  /** What is asked of it, when it is not `/graphql`. */
  path?: string;
}>;

export type Contestant = Readonly<{
  /** What a table has room for. */
  title: string;
  /** Whether the targets speak of it: "every other gateway written in JavaScript". */
  isJavaScript: boolean;
  /** Throws, with the reason, when it cannot run here. */
  command: (setting: Setting) => Command;
}>;

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const installed = (path: string): string => at(`../../node_modules/${path}`);
const ROUTER = at("../../../router/src/main.ts");
/** As `npm run router` starts it (package.json). */
const ROUTER_NODE = ["--max-semi-space-size=32", "--min-semi-space-size=32"];

/** The process that profiles are taken of: `BENCH_NODE_OPTIONS="--cpu-prof"` for instance. */
const profiling = (process.env.BENCH_NODE_OPTIONS ?? "").split(" ").filter(Boolean);

function ours(flags: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  return ({ supergraph, port }: Setting): Command => ({
    program: process.execPath,
    args: [
      ...profiling,
      ...ROUTER_NODE,
      ...["--import", "tsx", ROUTER, "--supergraph", supergraph, "--port", String(port), ...flags],
    ],
    environment: { OUTCRY_LOG_LEVEL: "warn", ...environment },
  });
}

const PASSPORT_KEYS = JSON.stringify(
  Object.fromEntries(
    Object.keys(SCHEMAS).map((name) => [`router>${name}`, `not a secret, of ${name}`.padEnd(40, ".")]),
  ),
);

/** Rates count by address, so the load says it comes from many, through a proxy that is trusted. */
const PROTECTED = { ROUTER_TRUSTED_PROXIES: "127.0.0.1", OUTCRY_PASSPORT_KEYS: PASSPORT_KEYS };

const hive =
  (flags: readonly string[]) =>
  ({ supergraph, port, folder }: Setting): Command => ({
    program: process.execPath,
    args: [
      ...profiling,
      installed("@graphql-hive/gateway/dist/bin.js"),
      ...["supergraph", supergraph, "--port", String(port), "--host", "127.0.0.1", ...flags],
    ],
    folder,
  });

export const CONTESTANTS: Readonly<Record<string, Contestant>> = {
  ours: {
    title: "ours, limits and passports on",
    isJavaScript: true,
    command: ours(["--passports", "on"], PROTECTED),
  },
  bare: {
    title: "ours, limits and passports off",
    isJavaScript: true,
    command: ours(["--passports", "off", "--limits", "off"]),
  },
  stock: {
    title: "@apollo/gateway",
    isJavaScript: true,
    command: ({ supergraph, port }) => ({
      program: process.execPath,
      args: [...profiling, at("./stock-process.mjs"), supergraph, String(port)],
      path: "/",
    }),
  },
  hive: { title: "@graphql-hive/gateway", isJavaScript: true, command: hive([]) },
  "hive-rust": {
    title: "@graphql-hive/gateway, Rust planner",
    isJavaScript: true,
    command: hive(["--hive-router-runtime"]),
  },
  grafbase: { title: "@grafbase/cli (native)", isJavaScript: false, command: grafbase },
};

/** It composes for itself, of schemas and addresses in its configuration. */
function grafbase({ urls, port, folder }: Setting): Command {
  const target = { x64: "x86_64", arm64: "aarch64" }[process.arch as string];
  const program = installed(`@grafbase/cli-${target}-unknown-linux-musl/grafbase`);
  if (!existsSync(program))
    throw new Error(`no build for ${process.platform} on ${process.arch} is installed`);
  mkdirSync(folder, { recursive: true });
  const sections = Object.entries(SCHEMAS).map(([name, sdl]) => {
    writeFileSync(`${folder}/${name}.graphql`, sdl);
    return `[subgraphs.${name}]\nurl = "${urls[name]}"\nschema_path = "${folder}/${name}.graphql"\n`;
  });
  writeFileSync(`${folder}/grafbase.toml`, sections.join("\n"));
  const args = ["--home", folder, "dev", "--config", `${folder}/grafbase.toml`, "--port", String(port)];
  return { program, args, folder };
}
