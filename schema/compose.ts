import { readFileSync, writeFileSync } from "node:fs";
import { composeServices } from "@apollo/composition";
import { Supergraph } from "@apollo/federation-internals";
import { SUBGRAPHS } from "@outcry/contracts";
import { parse, printSchema } from "graphql";

const here = (path: string) => new URL(path, import.meta.url);

/** The whole text of a subgraph's schema: what all of them share, then its own. */
export const subgraphSchemaText = (name: string): string =>
  `${readFileSync(here("shared.graphql"), "utf8")}\n${readFileSync(here(`../subgraphs/${name}/schema.graphql`), "utf8")}`;

/** Composes the five schemas. Throws with every reason when they do not fit together. */
export async function compose(): Promise<{ supergraph: string; publicSchema: string }> {
  const composed = composeServices(
    SUBGRAPHS.map((name, index) => ({
      name,
      typeDefs: parse(subgraphSchemaText(name)),
      url: `http://127.0.0.1:${4001 + index}/graphql`,
    })),
  );
  if (composed.errors) {
    throw new Error(
      `The subgraphs do not compose:\n${composed.errors.map((error) => error.message).join("\n")}`,
    );
  }
  const api = Supergraph.build(composed.supergraphSdl).apiSchema().toGraphQLJSSchema();
  const publicSchema = `${printSchema(api)}\n`;
  return { supergraph: `${composed.supergraphSdl.trim()}\n`, publicSchema };
}

/** Writes the two files that are committed and reviewed: what the router loads, and what clients see. */
export async function writeComposed(): Promise<void> {
  const { supergraph, publicSchema } = await compose();
  writeFileSync(here("supergraph.graphql"), supergraph);
  writeFileSync(here("public.graphql"), publicSchema);
}
