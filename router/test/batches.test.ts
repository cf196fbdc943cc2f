import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Transport } from "../src/index.ts";
import { type InProcessRouter, type Sent, startInProcess, transportsOf } from "./support/in-process.ts";

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])`;
type Reference = { id: string };

const fail = (sentence: string): never => {
  throw new Error(sentence);
};

const definitions = {
  shop: {
    typeDefs: `${LINK}
      type Query { product(id: ID!): Product }
      type Product @key(fields: "id") { id: ID!  related(ids: [ID!]!): [Product!]! }`,
    resolvers: {
      Query: { product: (_: unknown, { id }: Reference) => ({ id }) },
      Product: { related: (_: unknown, { ids }: { ids: string[] }) => ids.map((id) => ({ id })) },
    },
  },
  stock: {
    typeDefs: `${LINK}
      type Product @key(fields: "id") { id: ID!  count(add: Int = 0): Int  place: String  keeper: Person }
      type Person @key(fields: "id") { id: ID! }`,
    resolvers: {
      Product: {
        // As a resolver that throws before it promises anything, this one takes all of `_entities` with it.
        __resolveReference: ({ id }: Reference) => (id === "gone" ? fail("no such thing") : { id }),
        count: ({ id }: Reference, { add }: { add: number }) =>
          id === "odd" ? fail("cannot count") : id.length + add,
        place: ({ id }: Reference) => `shelf of ${id}`,
        keeper: ({ id }: Reference) => ({ id: `keeper of ${id}` }),
      },
    },
  },
  people: {
    typeDefs: `${LINK} type Person @key(fields: "id") { id: ID!  name: String  age: Int }`,
    resolvers: {
      Person: {
        __resolveReference: (reference: Reference) => reference,
        name: ({ id }: Reference) => `The ${id}`,
        age: () => 40,
      },
    },
  },
};

const QUERY = `query Page($id: ID!, $ids: [ID!]!, $representations0: Int) {
  product(id: $id) {
    place count(add: $representations0) keeper { name }
    related(ids: $ids) { count keeper { age } }
  }
}`;

const stated = ({ data, errors }: { data?: unknown; errors?: { path?: unknown }[] }) => ({
  data,
  paths: (errors ?? []).map(({ path }) => JSON.stringify(path)).sort(),
});

describe("entities at several places of one subgraph", () => {
  const sent: Sent[] = [];
  let refusesBatches = false;
  const whole = transportsOf(definitions, sent);
  /** A subgraph may limit how much one request asks. */
  const transportFor = (name: string): Transport => {
    const transport = whole(name);
    const post: Transport["post"] = (call) => {
      if (!refusesBatches || !call.body.toString().includes("_1:")) return transport.post(call);
      sent.push({ subgraph: name, query: "refused", variables: {} });
      return Promise.resolve({ status: 400, body: '{"errors":[{"message":"too many fields"}]}' });
    };
    return { ...transport, post };
  };
  const routers = {} as Record<"stock" | "compiled", InProcessRouter>;
  beforeAll(async () => {
    routers.stock = await startInProcess(definitions, { executor: "stock" });
    routers.compiled = await startInProcess(definitions, { transportFor });
  });
  afterAll(() => Promise.all(Object.values(routers).map((router) => router.stop())));
  beforeEach(() => {
    sent.length = 0;
    refusesBatches = false;
  });

  const askBoth = async (variables: Record<string, unknown>) => {
    const answer = stated(await routers.compiled.ask(QUERY, variables));
    expect(answer).toEqual(stated(await routers.stock.ask(QUERY, variables)));
    return answer;
  };
  const asked = (name: string) => sent.filter(({ subgraph }) => subgraph === name);

  it("are asked for in one request, and so is what follows from them", async () => {
    const { data } = await askBoth({ id: "a", ids: ["bb", "ccc"], representations0: 10 });
    expect(data).toMatchObject({ product: { count: 11, related: [{ count: 2 }, { count: 3 }] } });
    expect(sent.map(({ subgraph }) => subgraph)).toEqual(["shop", "stock", "people"]);
  });

  it("have their errors each at its own place", async () => {
    const { paths } = await askBoth({ id: "odd", ids: ["bb", "odd"] });
    expect(paths).toEqual(['["product","count"]', '["product","related",1,"count"]']);
    expect(asked("stock")).toHaveLength(1);
  });

  it("do not suffer for each other: what fails as a whole is asked one by one", async () => {
    // Stock names a path within the subgraph for such an error; ours has none.
    const { data, errors } = await routers.compiled.ask(QUERY, { id: "a", ids: ["gone"] });
    expect(data).toMatchObject({ product: { count: 1, place: "shelf of a", related: [{ count: null }] } });
    expect(errors).toHaveLength(1);
    expect(asked("stock")).toHaveLength(3);
  });

  it("are asked for alone where the others have nothing to ask", async () => {
    await askBoth({ id: "a", ids: [] });
    expect(asked("stock").map(({ query }) => query.includes("_1:"))).toEqual([false]);
  });

  it("are asked one by one from then on, when the subgraph keeps refusing", async () => {
    refusesBatches = true;
    for (const id of ["a", "b", "c", "d"]) {
      sent.length = 0;
      const { paths } = await askBoth({ id, ids: ["bb"] });
      expect(paths).toEqual([]);
    }
    expect(sent.filter(({ query }) => query === "refused")).toEqual([]);
    expect(asked("stock")).toHaveLength(2);
  });
});
