import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { composeServices } from "@apollo/composition";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { type DocumentNode, type ExecutionResult, graphql, parse } from "graphql";
import { pino } from "pino";
import { createRouter, type RouterOptions, type RunningRouter, type Transport } from "../../src/index.ts";
import type { Answer } from "./house.ts";

// biome-ignore lint/suspicious/noExplicitAny: resolvers of any schema
export type Definition = { typeDefs: string; resolvers: any };
export type Definitions = Record<string, Definition>;

const parsed = (definitions: Definitions): { name: string; url: string; typeDefs: DocumentNode }[] =>
  Object.entries(definitions).map(([name, { typeDefs }]) => ({
    name,
    url: `http://127.0.0.1:1/${name}`,
    typeDefs: parse(typeDefs),
  }));

export function composeDefinitions(definitions: Definitions): string {
  const { supergraphSdl, errors } = composeServices(parsed(definitions));
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join("\n"));
  return supergraphSdl;
}

export type Sent = { subgraph: string; query: string; variables: Record<string, unknown> };

/** Subgraphs called without a network. `sent` collects what they are asked. */
export function transportsOf(definitions: Definitions, sent: Sent[] = []): (name: string) => Transport {
  const schemas = new Map(
    parsed(definitions).map(({ name, typeDefs }) => [
      name,
      buildSubgraphSchema([{ typeDefs, resolvers: definitions[name]?.resolvers }]),
    ]),
  );
  return (subgraph) => {
    const schema = schemas.get(subgraph);
    if (!schema) throw new Error(`no subgraph ${subgraph}`);
    return {
      close: async () => {},
      post: async ({ body }) => {
        const { query, variables, operationName } = JSON.parse(body.toString());
        sent.push({ subgraph, query, variables });
        const result: ExecutionResult = await graphql({
          schema,
          source: query,
          variableValues: variables,
          operationName,
        });
        return { status: 200, body: JSON.stringify(result) };
      },
    };
  };
}

export type InProcessRouter = {
  router: RunningRouter;
  sent: Sent[];
  ask(query: string, variables?: Record<string, unknown>): Promise<Answer & { status: number }>;
  stop(): Promise<void>;
};

/** A router without limits over subgraphs without a network. */
export async function startInProcess(
  definitions: Definitions,
  options: Partial<RouterOptions> = {},
): Promise<InProcessRouter> {
  const directory = await mkdtemp(join(tmpdir(), "supergraph-"));
  const file = join(directory, "supergraph.graphql");
  await writeFile(file, composeDefinitions(definitions));
  const sent: Sent[] = [];
  const router = createRouter({
    supergraph: { file },
    passports: "off",
    identity: null,
    port: 0,
    limits: "off",
    rates: "off",
    transportFor: transportsOf(definitions, sent),
    logger: pino({ level: "silent" }),
    ...options,
  });
  await router.start();
  return {
    router,
    sent,
    async ask(query, variables = {}) {
      const response = await fetch(`${router.url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query, variables }),
      });
      return { status: response.status, ...((await response.json()) as Answer) };
    },
    async stop() {
      await router.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
