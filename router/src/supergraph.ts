import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { Supergraph as FederationSupergraph, type Schema } from "@apollo/federation-internals";
import { QueryPlanner } from "@apollo/query-planner";
import type { GraphQLSchema } from "graphql";
import type { Logger } from "pino";
import { narrowNames } from "./narrow-names.ts";
import { withResolvableKeysOnly } from "./resolvable-keys.ts";

/** How soon a changed file is noticed. One `stat` a second costs nothing and survives every way of replacing a file. */
const LOOK_MILLISECONDS = 1_000;

/** A supergraph, ready to plan against. Immutable: a changed file makes a new one. */
export type Supergraph = Readonly<{
  /** SHA-256 of the text. */
  id: string;
  sdl: string;
  /** All names in it. Kept for the engine's sake. */
  names: ReadonlySet<string>;
  /** What clients see. */
  api: Schema;
  apiSchema: GraphQLSchema;
  /** With all types, those clients do not see included. */
  schema: GraphQLSchema;
  planner: QueryPlanner;
  subgraphs: readonly Readonly<{ name: string; url: string }>[];
}>;

/** Throws when the text is no valid supergraph of federation 2. */
export function buildSupergraph(sdl: string): Supergraph {
  const names = narrowNames(sdl);
  const supergraph = FederationSupergraph.build(withResolvableKeysOnly(sdl), { validateSupergraph: true });
  const api = supergraph.apiSchema();
  return {
    id: createHash("sha256").update(sdl).digest("hex"),
    sdl,
    names,
    api,
    apiSchema: api.toGraphQLJSSchema(),
    schema: supergraph.schema.toGraphQLJSSchema(),
    planner: new QueryPlanner(supergraph),
    subgraphs: supergraph.subgraphsMetadata(),
  };
}

/**
 * The supergraph in a file, reloaded when the file changes. A broken file is logged, and the last good one serves on.
 * `load` rejects when the first one is broken: then there is nothing to serve.
 */
export class SupergraphFile {
  readonly #file: string;
  readonly #log: Logger;
  #current: Supergraph | null = null;
  #seen = "";
  #timer: NodeJS.Timeout | null = null;

  constructor(file: string, log: Logger) {
    this.#file = file;
    this.#log = log;
  }

  get current(): Supergraph {
    if (!this.#current) throw new Error("The supergraph is not loaded yet.");
    return this.#current;
  }

  async load(): Promise<Supergraph> {
    this.#seen = await this.#signature();
    this.#current = buildSupergraph(await readFile(this.#file, "utf8"));
    return this.#current;
  }

  /** Calls `changed` with each new good supergraph. What it throws is logged, and the last good one stays. */
  watch(changed: (supergraph: Supergraph) => void): void {
    let looking = false;
    this.#timer = setInterval(async () => {
      if (looking) return;
      looking = true;
      await this.#look(changed).catch((err) =>
        this.#log.error({ err }, "the supergraph file changed but is broken; the last good one serves on"),
      );
      looking = false;
    }, LOOK_MILLISECONDS);
    this.#timer.unref();
  }

  close(): void {
    if (this.#timer) clearInterval(this.#timer);
  }

  async #look(changed: (supergraph: Supergraph) => void): Promise<void> {
    const signature = await this.#signature();
    if (signature === this.#seen) return;
    this.#seen = signature;
    const sdl = await readFile(this.#file, "utf8");
    const id = createHash("sha256").update(sdl).digest("hex");
    if (id === this.#current?.id) return;
    const supergraph = buildSupergraph(sdl);
    changed(supergraph);
    this.#current = supergraph;
    this.#log.info({ supergraph: id.slice(0, 12) }, "the supergraph was reloaded");
  }

  async #signature(): Promise<string> {
    const { mtimeMs, size, ino } = await stat(this.#file);
    return `${mtimeMs}:${size}:${ino}`;
  }
}
