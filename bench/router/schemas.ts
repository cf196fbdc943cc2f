import { composeServices } from "@apollo/composition";
import { parse } from "graphql";

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@external"])`;

/** A shop in five subgraphs, as small as it can be with fetches after fetches in a query. */
export const SCHEMAS: Readonly<Record<string, string>> = {
  products: `${LINK}
    type Query {
      product(id: ID!): Product
      products(first: Int!, after: ID!): [Product!]!
    }
    type Product @key(fields: "id") {
      id: ID!
      name: String!
      description: String
      brand: String
      category: String
      weight: Int
      image: String
      related(first: Int!): [Product!]!
    }`,
  offers: `${LINK}
    type Product @key(fields: "id") { id: ID!  offers(first: Int!): [Offer!]! }
    type Offer @key(fields: "id") {
      id: ID!
      price: Int!
      currency: String!
      condition: String
      quantity: Int!
      seller: Person!
    }
    type Person @key(fields: "id", resolvable: false) { id: ID! }`,
  people: `${LINK}
    type Query { person(id: ID!): Person }
    type Person @key(fields: "id") {
      id: ID!
      name: String!
      city: String
      rating: Float
      avatar: String
    }`,
  reviews: `${LINK}
    type Product @key(fields: "id") { id: ID!  reviews(first: Int!): [Review!]! }
    type Person @key(fields: "id") { id: ID!  reviews(first: Int!): [Review!]! }
    type Review @key(fields: "id") {
      id: ID!
      stars: Int!
      title: String
      body: String
      author: Person!
      product: Product!
    }`,
  stock: `${LINK}
    type Product @key(fields: "id") { id: ID!  stock: Stock  deliveryDays: Int }
    type Stock { warehouse: String!  count: Int!  updatedAt: String! }`,
};

/** The supergraph of all of them, each at its address. Throws when they do not compose. */
export function composeAt(urls: Readonly<Record<string, string>>): string {
  const services = Object.entries(SCHEMAS).map(([name, sdl]) => ({
    name,
    url: urls[name] ?? "",
    typeDefs: parse(sdl),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (!supergraphSdl) throw new Error(`The schemas do not compose: ${errors?.join("; ")}`);
  return supergraphSdl;
}
