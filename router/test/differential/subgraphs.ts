import type { Definitions } from "../support/in-process.ts";

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import:
  ["@key", "@external", "@requires", "@provides", "@shareable", "@interfaceObject", "@override"])`;

type Reference = { id: string; sku?: string; weight?: number | null; __typename?: string };

const number = (id: string): number => Number(id.replace(/\D/g, "")) || 0;
const fail = (what: string): never => {
  throw new Error(`no ${what}`);
};
const product = (index: number) => ({
  __typename: "Product",
  id: `p${index}`,
  sku: `sku${index}`,
  title: `Thing ${index} "quoted" \u{1f600}`,
  weight: index % 3 === 0 ? null : index * 10,
  makerId: `u${index % 4}`,
});
const user = (index: number) => ({ __typename: "User", id: `u${index}`, name: `User ${index}` });
const media = (index: number) =>
  index % 2
    ? { __typename: "Book", id: `m${index}`, pages: index * 7 }
    : { __typename: "Film", id: `m${index}`, minutes: 90 };

/** Three subgraphs with everything federation has: lists of lists, unions, interface objects, several keys, failures. */
export const definitions: Definitions = {
  accounts: {
    typeDefs: `${LINK}
      type Query { me: User  user(id: ID!): User  users(first: Int = 3): [User!]  nobody: User  boom: User
        search(text: String): [SearchResult]  matrix: [[User]]  greeting(name: String = "you"): String!  strict: User! }
      type Mutation { rename(id: ID!, name: String!): User }
      interface Named { name: String }
      union SearchResult = User | Product
      enum Mood { HAPPY GRUMPY }
      type User implements Named @key(fields: "id") {
        id: ID!  name: String  nick(loud: Boolean): String  friend: User  friends(first: Int): [User]
        mood: Mood  moods: [Mood!]  broken: String  fragile: String! }
      type Product @key(fields: "id") { id: ID! }`,
    resolvers: {
      Query: {
        me: () => user(1),
        user: (_: unknown, { id }: Reference) => (number(id) > 5 ? null : user(number(id))),
        users: (_: unknown, { first }: { first: number }) =>
          Array.from({ length: Math.min(first, 5) }, (_x, i) => user(i)),
        nobody: () => null,
        boom: () => fail("boom"),
        strict: () => user(2),
        search: () => [
          user(1),
          { __typename: "Product", id: "p1" },
          null,
          { __typename: "Product", id: "p2" },
          user(1),
        ],
        matrix: () => [[user(0), null], null, [], [user(1), user(0)]],
        greeting: (_: unknown, { name }: { name: string }) => `Hello ${name}`,
      },
      Mutation: {
        rename: (_: unknown, { id, name }: { id: string; name: string }) => ({ ...user(number(id)), name }),
      },
      User: {
        __resolveReference: ({ id }: Reference) => (number(id) > 5 ? null : user(number(id))),
        nick: ({ id }: Reference, { loud }: { loud?: boolean }) =>
          number(id) % 2 ? null : loud ? "NICK" : "nick",
        friend: ({ id }: Reference) => (number(id) === 0 ? null : user(number(id) - 1)),
        friends: ({ id }: Reference, { first }: { first?: number }) =>
          [user(1), null, user(number(id))].slice(0, first ?? 3),
        mood: ({ id }: Reference) => (number(id) % 2 ? "HAPPY" : "GRUMPY"),
        moods: () => ["HAPPY", "GRUMPY"],
        broken: ({ id }: Reference) => (number(id) === 1 ? fail("luck") : "fine"),
        fragile: ({ id }: Reference) => (number(id) === 3 ? null : "whole"),
      },
      Product: { __resolveReference: (reference: Reference) => reference },
      SearchResult: { __resolveType: ({ __typename }: Reference) => __typename },
    },
  },
  products: {
    typeDefs: `${LINK}
      type Query { product(id: ID!): Product  products: [Product!]  shelf: [[Product!]]  media: [Media]  bestseller: Product }
      interface Media @key(fields: "id") { id: ID! }
      type Book implements Media @key(fields: "id") { id: ID!  pages: Int }
      type Film implements Media @key(fields: "id") { id: ID!  minutes: Int }
      type Product @key(fields: "id") @key(fields: "sku") {
        id: ID!  sku: ID!  title: String  price(currency: String = "USD"): Int  weight: Int  tags: [String!]
        maker: User  box: Box  flaky: Int  alike: [Product] }
      type Box @shareable { width: Int  label: Label }
      type Label @shareable { text: String }
      type User @key(fields: "id") { id: ID!  made: [Product!] }`,
    resolvers: {
      Query: {
        product: (_: unknown, { id }: Reference) => product(number(id)),
        products: () => [1, 2, 3].map(product),
        shelf: () => [[product(1), product(2)], null, [product(1)]],
        media: () => [media(1), media(2), null, media(3)],
        bestseller: () => product(2),
      },
      Media: {
        __resolveType: ({ __typename }: Reference) => __typename,
        __resolveReference: ({ id }: Reference) => media(number(id)),
      },
      Book: { __resolveReference: ({ id }: Reference) => media(number(id)) },
      Film: { __resolveReference: ({ id }: Reference) => media(number(id)) },
      Product: {
        __resolveReference: ({ id, sku }: Reference) => product(number(id ?? sku ?? "")),
        price: ({ id }: Reference, { currency }: { currency: string }) =>
          number(id) * (currency === "EUR" ? 9 : 10),
        tags: () => ["a", "b"],
        maker: ({ makerId }: { makerId: string }) => ({ __typename: "User", id: makerId }),
        box: ({ id }: Reference) => (number(id) === 3 ? null : { width: 7, label: { text: "up" } }),
        flaky: ({ id }: Reference) => (number(id) === 2 ? fail("flake") : 1),
        alike: () => [product(1), null, product(2), product(1)],
      },
      User: {
        __resolveReference: ({ id }: Reference) => ({ id }),
        made: ({ id }: Reference) => [1, 2, 3].map(product).filter(({ makerId }) => makerId === id),
      },
    },
  },
  reviews: {
    typeDefs: `${LINK}
      type Query { latest: [Review]  review(id: ID!): Review }
      type Review @key(fields: "id") { id: ID!  body: String  stars: Int!  author: User  subject: Subject }
      union Subject = Product | User
      type User @key(fields: "id") { id: ID!  reviews(first: Int): [Review!]  karma: Int }
      type Product @key(fields: "id") { id: ID!  weight: Int @external
        reviews: [Review!]  score: Float  shipping(express: Boolean): Int @requires(fields: "weight") }
      type Media @interfaceObject @key(fields: "id") { id: ID!  rating: Int }`,
    resolvers: {
      Query: {
        latest: () => [1, 2, 3, 4].map((index) => ({ id: `r${index}` })),
        review: (_: unknown, { id }: Reference) => ({ id }),
      },
      Review: {
        __resolveReference: ({ id }: Reference) => ({ id }),
        body: ({ id }: Reference) => (number(id) === 2 ? null : `About ${id}\n`),
        stars: ({ id }: Reference) => (number(id) === 4 ? null : number(id)),
        author: ({ id }: Reference) => ({ __typename: "User", id: `u${number(id)}` }),
        subject: ({ id }: Reference) =>
          number(id) % 2 ? { __typename: "Product", id: `p${number(id)}` } : { __typename: "User", id: "u1" },
      },
      Subject: { __resolveType: ({ __typename }: Reference) => __typename },
      User: {
        __resolveReference: ({ id }: Reference) => ({ id }),
        reviews: ({ id }: Reference, { first }: { first?: number }) =>
          [1, 2, 3].slice(0, first ?? 2).map((index) => ({ id: `r${index + (number(id) % 2)}` })),
        karma: ({ id }: Reference) => (number(id) === 2 ? fail("karma") : number(id)),
      },
      Product: {
        __resolveReference: (reference: Reference) => reference,
        reviews: ({ id }: Reference) => [{ id: `r${number(id)}` }],
        score: ({ id }: Reference) => (number(id) === 1 ? null : number(id) + 0.5),
        shipping: ({ weight }: Reference, { express }: { express?: boolean }) =>
          weight ? weight * (express ? 2 : 1) : null,
      },
      Media: {
        __resolveReference: ({ id }: Reference) => ({ id }),
        rating: ({ id }: Reference) => number(id),
      },
    },
  },
};
