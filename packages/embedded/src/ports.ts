import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

/** Resolves to the port that could be opened just now (any for 0), or null when that one is taken. */
function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(null));
    probe.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : null));
    });
  });
}

/** The port of the last start: PostgreSQL notes its command line in its directory. */
function lastPort(dataDirectory: string): number | null {
  const file = join(dataDirectory, "postmaster.opts");
  if (!existsSync(file)) return null;
  const [, port] = /"-p" "(\d+)"/.exec(readFileSync(file, "utf8")) ?? [];
  return port ? Number(port) : null;
}

/**
 * The port to listen on: the one asked for, else the one of the last start (so that open tools keep working) when it
 * is free, else any. Throws one sentence when the one asked for is taken.
 */
export async function choosePort(dataDirectory: string, asked?: number): Promise<number> {
  if (asked !== undefined) {
    if ((await tryPort(asked)) !== null) return asked;
    throw new Error(`Port ${asked} is taken: PostgreSQL cannot listen there. Choose another.`);
  }
  const last = lastPort(dataDirectory);
  const port = (last === null ? null : await tryPort(last)) ?? (await tryPort(0));
  if (port === null) throw new Error("PostgreSQL found no free port on 127.0.0.1.");
  return port;
}
