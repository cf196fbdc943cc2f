import { composeServices } from "@apollo/composition";
import { parse } from "graphql";

const PRODUCT = `type Product @key(fields: "id") @auth(requires: "PUBLIC") {
  id: ID! name: String! description: String! brand: String! category: String! weight: Int! image: String! }`;
/** The graph of one subgraph, as a subgraph of ours writes it. */
export const SCHEMA = `type Query { product(id: ID!): Product @auth(requires: "PUBLIC") } ${PRODUCT}`;

export const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  directive @auth(requires: String!, scope: String) on FIELD_DEFINITION | OBJECT`;

export function supergraphAt(url: string): string {
  const { supergraphSdl } = composeServices([{ name: "catalog", url, typeDefs: parse(`${LINK} ${SCHEMA}`) }]);
  if (!supergraphSdl) throw new Error("The bench's graph does not compose.");
  return supergraphSdl;
}

export const productFor = (id: string) => ({
  id,
  name: `Runner ${id}`,
  description: "A shoe for those who run, and for those who only say so.",
  brand: "Outcry",
  category: "shoes",
  weight: 420,
  image: `https://pictures.outcry.example/${id}.webp`,
});

export const QUERY =
  "query One($id: ID!) { product(id: $id) { id name description brand category weight image } }";
