import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { composeServices } from "@apollo/composition";
import { pino } from "pino";
import {
  createRouter,
  type RevocationFeed,
  type RouterOptions,
  type RunningRouter,
} from "../../src/index.ts";
import { makeCatalog, makeIdentity, makeOffers, makePayments } from "./market.ts";
import { keyFor, type TestSubgraph } from "./subgraph.ts";

export function compose(subgraphs: readonly TestSubgraph[]): string {
  const { supergraphSdl, errors } = composeServices(
    subgraphs.map(({ name, typeDefs, graph }) => ({ name, typeDefs, url: graph })),
  );
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join("\n"));
  return supergraphSdl;
}

export type LogLine = { level: number; msg: string; [field: string]: unknown };

/** A router over four small subgraphs, all real, all in this process, talking over HTTP and sockets. */
export class House {
  readonly catalog = makeCatalog();
  readonly market = makeOffers();
  readonly identity = makeIdentity();
  readonly payments = makePayments();
  readonly log: LogLine[] = [];
  router!: RunningRouter;
  supergraphFile = "";
  #directory = "";

  get subgraphs(): TestSubgraph[] {
    return [this.catalog, this.market.offers, this.identity, this.payments];
  }

  async start(options: Partial<RouterOptions> = {}, identity: { feed?: RevocationFeed } = {}): Promise<this> {
    await Promise.all(this.subgraphs.map((subgraph) => subgraph.start()));
    this.#directory = await mkdtemp(join(tmpdir(), "router-"));
    this.supergraphFile = join(this.#directory, "supergraph.graphql");
    await writeFile(this.supergraphFile, compose(this.subgraphs));
    this.router = createRouter({
      supergraph: { file: this.supergraphFile },
      passports: { keyFor },
      identity: { url: this.identity.url, ...identity },
      port: 0,
      rates: "off",
      storefrontOrigins: ["https://shop.test"],
      logger: pino(
        { level: "debug" },
        { write: (line: string) => void this.log.push(JSON.parse(line) as LogLine) },
      ),
      ...(process.env.ROUTER_EXECUTOR ? { executor: process.env.ROUTER_EXECUTOR as "compiled" } : {}),
      ...options,
    });
    await this.router.start();
    return this;
  }

  async stop(): Promise<void> {
    await this.router.stop();
    await Promise.all(this.subgraphs.map((subgraph) => subgraph.stop()));
    await rm(this.#directory, { recursive: true, force: true });
  }

  get socketUrl(): string {
    return `${this.router.url.replace("http", "ws")}/graphql`;
  }

  post(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.router.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  }

  async ask(query: string, variables: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
    const response = await this.post({ query, variables }, headers);
    return { status: response.status, ...((await response.json()) as Answer) };
  }
}

export type Answer = {
  data?: Record<string, unknown> | null;
  errors?: {
    message: string;
    path?: (string | number)[];
    extensions: { code: string; reference?: string };
  }[];
  extensions?: unknown;
};

export const codeOf = ({ errors }: Answer): string | undefined => errors?.[0]?.extensions.code;
