import { afterEach, describe, expect, it } from "vitest";
import { type Definitions, type InProcessRouter, startInProcess } from "./support/in-process.ts";

/** Cases of the federation specification in which the stock gateway errs, each with what the specification says. */
const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@external", "@requires", "@shareable", "@interfaceObject"])`;

let running: InProcessRouter | null = null;
const start = async (definitions: Definitions) => {
  running = await startInProcess(definitions);
  return running;
};
afterEach(async () => {
  await running?.stop();
  running = null;
});

const RATES: Record<string, number> = { GRAM: 1, OUNCE: 0 };
type Parcel = { id: string; mass: number; depot: { load: number } };

/** Postage is computed from the mass in grams and the depot's load in crates, whatever the client wants to see. */
const parcels: Definitions = {
  warehouse: {
    typeDefs: `${LINK}
      type Query { parcels: [Parcel] }
      type Parcel @key(fields: "id") { id: ID!  label: String  mass(unit: String!): Int  fragile: Boolean  depot: Depot }
      type Depot { load(in: String!): Int }`,
    resolvers: {
      Query: { parcels: () => [{ id: "one" }, { id: "two" }] },
      Parcel: {
        __resolveReference: ({ id }: Parcel) => ({ id }),
        label: ({ id }: Parcel) => `to ${id}`,
        mass: ({ id }: Parcel, { unit }: { unit: string }) =>
          (id === "one" ? 28 : 0) * (RATES[unit] ?? 1) + (unit === "OUNCE" ? 1 : 0),
        fragile: () => null,
        depot: () => ({}),
      },
      Depot: { load: (_: unknown, { in: unit }: { in: string }) => (unit === "CRATE" ? 5 : 500) },
    },
  },
  post: {
    typeDefs: `${LINK}
      type Parcel @key(fields: "id") {
        id: ID!
        mass(unit: String!): Int @external
        depot: Depot @external
        fragile: Boolean @external
        postage: Int @requires(fields: "mass(unit: \\"GRAM\\") depot { load(in: \\"CRATE\\") }")
        padded: String @requires(fields: "fragile mass(unit: \\"GRAM\\")") }
      type Depot @external { load(in: String!): Int }`,
    resolvers: {
      Parcel: {
        __resolveReference: (parcel: Parcel) => parcel,
        postage: ({ mass, depot }: Parcel) => mass * 10 + depot.load,
        padded: (parcel: Parcel) => JSON.stringify(Object.keys(parcel).sort()),
      },
    },
  },
};

describe("@requires with arguments", () => {
  const POSTAGE = [{ postage: 285 }, { postage: 5 }];

  it("gets what it requires", async () => {
    const { ask } = await start(parcels);
    expect((await ask("{ parcels { postage } }")).data).toEqual({ parcels: POSTAGE });
  });

  it("gets it also when the client asks for the same field with other arguments, and so does the client", async () => {
    const { ask } = await start(parcels);
    const { data, errors } = await ask(
      '{ parcels { mass(unit: "OUNCE") depot { load(in: "BOX") } postage } }',
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      parcels: [
        { mass: 1, depot: { load: 500 }, postage: 285 },
        { mass: 1, depot: { load: 500 }, postage: 5 },
      ],
    });
  });

  it("gets it when the arguments are variables, and when fragments repeat them", async () => {
    const { ask } = await start(parcels);
    const query = `query($unit: String = "OUNCE") { parcels { postage ...One ...Two } }
      fragment One on Parcel { mass(unit: $unit) } fragment Two on Parcel { mass(unit: $unit) }`;
    expect((await ask(query)).data).toEqual({ parcels: POSTAGE.map((parcel) => ({ ...parcel, mass: 1 })) });
    expect((await ask(query, { unit: "GRAM" })).data).toEqual({
      parcels: [
        { postage: 285, mass: 28 },
        { postage: 5, mass: 0 },
      ],
    });
  });

  it("gets it when the client's aliases take the names of what is required, or of the key", async () => {
    const { ask } = await start(parcels);
    const { data } = await ask(
      '{ parcels { id: label mass: label depot: id fragile: mass(unit: "GRAM") postage } }',
    );
    expect(data).toEqual({
      parcels: [
        { id: "to one", mass: "to one", depot: "one", fragile: 28, postage: 285 },
        { id: "to two", mass: "to two", depot: "two", fragile: 0, postage: 5 },
      ],
    });
  });

  it("gets null and zero: they are values", async () => {
    const { ask } = await start(parcels);
    const { data } = await ask("{ parcels { padded } }");
    const padded = '["__typename","fragile","id","mass"]';
    expect(data).toEqual({ parcels: [{ padded }, { padded }] });
  });

  it("names the client's fields in the paths of errors", async () => {
    const failing = structuredClone({ post: parcels.post?.typeDefs, warehouse: parcels.warehouse?.typeDefs });
    const { ask } = await start({
      post: { typeDefs: failing.post ?? "", resolvers: parcels.post?.resolvers },
      warehouse: {
        typeDefs: failing.warehouse ?? "",
        resolvers: {
          ...parcels.warehouse?.resolvers,
          Depot: {
            load: (_: unknown, { in: unit }: { in: string }) => {
              if (unit === "BOX") throw new Error("no boxes");
              return 5;
            },
          },
        },
      },
    });
    const { data, errors } = await ask('{ parcels { depot { load(in: "BOX") } postage } }');
    expect(data).toMatchObject({ parcels: [{ depot: { load: null }, postage: 285 }, { postage: 5 }] });
    expect(errors?.map(({ path }) => path)).toEqual([
      ["parcels", 0, "depot", "load"],
      ["parcels", 1, "depot", "load"],
    ]);
  });
});

describe("an entity with several keys, some of which are not resolvable", () => {
  const CODE = "type Code @shareable { country: ID!  number: ID!  check: ID! }";
  const code = { country: "se", number: "7", check: "x" };

  it("is found by the key that each subgraph resolves", async () => {
    const { ask, sent } = await start({
      registry: {
        typeDefs: `${LINK} ${CODE}
          type Vehicle @key(fields: "id") @key(fields: "plate", resolvable: false)
            @key(fields: "code { country number }", resolvable: false) @key(fields: "id code { number check }", resolvable: false) {
            id: ID!  plate: ID!  code: Code!  owner: String! }`,
        resolvers: {
          Vehicle: {
            __resolveReference: ({ id }: { id: string }) => ({
              id,
              plate: "p",
              code,
              owner: `owner of ${id}`,
            }),
          },
        },
      },
      garage: {
        typeDefs: `${LINK} ${CODE}
          type Query { garage: Garage }
          type Garage @key(fields: "id") { id: ID!  vehicles: [Vehicle!]! }
          type Vehicle @key(fields: "code { country number }", resolvable: false) @key(fields: "id code { number check }")
            @key(fields: "plate", resolvable: false) @key(fields: "id", resolvable: false) {
            id: ID!  plate: ID!  code: Code!  owner: String! @external  greeting: String! @requires(fields: "owner") }`,
        resolvers: {
          Query: { garage: () => ({ id: "g" }) },
          Garage: { vehicles: () => [{ id: "v", plate: "p", code }] },
          Vehicle: {
            __resolveReference: (vehicle: object) => vehicle,
            greeting: ({ owner }: { owner: string }) => `Hello ${owner}`,
          },
        },
      },
    });
    const { data, errors } = await ask("{ garage { vehicles { id owner greeting } } }");
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      garage: { vehicles: [{ id: "v", owner: "owner of v", greeting: "Hello owner of v" }] },
    });
    const [, , byCode] = sent;
    expect(byCode?.variables.representations).toEqual([
      { __typename: "Vehicle", id: "v", code: { number: "7", check: "x" }, owner: "owner of v" },
    ]);
  });
});

describe("an interface object that is not resolvable", () => {
  const graph: Definitions = {
    shelf: {
      typeDefs: `${LINK} type Query { shelved: Thing  tool: Tool }
        interface Thing @key(fields: "id") { id: ID! }
        type Tool @interfaceObject @key(fields: "id") { id: ID! }`,
      resolvers: {
        Query: { shelved: () => ({ __typename: "Thing", id: "t1" }), tool: () => ({ id: "h1" }) },
        Thing: { __resolveType: () => "Thing" },
      },
    },
    labels: {
      typeDefs: `${LINK} type Query { labelled: Thing }
        type Thing @interfaceObject @key(fields: "id", resolvable: false) { id: ID!  label: String }
        interface Tool @key(fields: "id") { id: ID! }
        type Hammer implements Tool @key(fields: "id") { id: ID!  weight: Int }`,
      resolvers: {
        Query: { labelled: () => ({ id: "t1" }) },
        Thing: { label: () => "a thing" },
        Tool: {
          __resolveType: () => "Hammer",
          __resolveReference: ({ id }: { id: string }) => ({ __typename: "Hammer", id }),
        },
        Hammer: { __resolveReference: ({ id }: { id: string }) => ({ id }) },
      },
    },
  };

  it("answers where it starts", async () => {
    const { ask } = await start(graph);
    expect((await ask("{ labelled { id label } }")).data).toEqual({
      labelled: { id: "t1", label: "a thing" },
    });
  });

  it("is an error, and not a silent null, where it cannot be reached", async () => {
    const { ask, sent } = await start(graph);
    const { status, data, errors } = await ask("{ shelved { label } }");
    expect(status).toBe(200);
    expect(data).toBeNull();
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(["INTERNAL"]);
    expect(sent).toHaveLength(0);
  });

  it("is no error when it was not asked for after all", async () => {
    const { ask } = await start(graph);
    expect(await ask("query($no: Boolean!) { shelved @skip(if: $no) { label } }", { no: true })).toEqual({
      status: 200,
      data: {},
    });
  });

  it("tells its real type where one resolves it", async () => {
    const { ask } = await start(graph);
    expect((await ask("{ tool { ... on Hammer { id } } }")).data).toEqual({ tool: { id: "h1" } });
  });
});

describe("entities that occur several times", () => {
  it("are asked for once", async () => {
    const { ask, sent } = await start({
      places: {
        typeDefs: `${LINK} type Query { stops: [Stop] } type Stop { at: Place } type Place @key(fields: "id") { id: ID! }`,
        resolvers: { Query: { stops: () => ["a", "b", "a", "a"].map((id) => ({ at: { id } })) } },
      },
      names: {
        typeDefs: `${LINK} type Place @key(fields: "id") { id: ID!  name: String }`,
        resolvers: {
          Place: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `Place ${id}` }) },
        },
      },
    });
    const { data } = await ask("{ stops { at { name } } }");
    expect(data).toMatchObject({
      stops: [{ at: { name: "Place a" } }, {}, { at: { name: "Place a" } }, { at: { name: "Place a" } }],
    });
    expect(sent[1]?.variables.representations).toHaveLength(2);
  });
});
