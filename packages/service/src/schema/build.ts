import { readFileSync } from "node:fs";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { type GraphQLSchema, parse } from "graphql";
import { applyAuthorization } from "./authorization.ts";
import { sharedResolvers } from "./scalars.ts";

const SHARED_SCHEMA = new URL("../../../../schema/shared.graphql", import.meta.url);

/** Builds a subgraph's executable schema from its own file and the shared one, with every `@auth` rule in force. */
export function buildSchemaOf(schemaFile: URL, resolvers: unknown): GraphQLSchema {
  const typeDefs = parse(`${readFileSync(SHARED_SCHEMA, "utf8")}\n${readFileSync(schemaFile, "utf8")}`);
  type Module = Extract<
    Parameters<typeof buildSubgraphSchema>[0],
    { typeDefs: unknown; resolvers?: unknown }
  >;
  const own = resolvers as NonNullable<Module["resolvers"]>;
  const schema = buildSubgraphSchema({ typeDefs, resolvers: { ...sharedResolvers, ...own } as typeof own });
  applyAuthorization(schema);
  return schema;
}
