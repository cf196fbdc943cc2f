import { VariantChanged } from "@outcry/contracts";
import { newId } from "@outcry/kernel";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Asker, admin, person, type RunningTest, runCatalog } from "./running-catalog.ts";

let running: RunningTest;
beforeAll(async () => {
  running = await runCatalog();
});
afterAll(() => running.stop());

const announced = async () =>
  (await running.catalog.feed.read({ consumer: "test", after: 0n, limit: 1_000 })).map((event) =>
    VariantChanged.read(event),
  );

describe("creating a product", () => {
  const CREATE = `mutation ($input: CreateProductInput!) { createProduct(input: $input) {
    product { id slug name brand { slug name } retailPrice { amount } releaseDate variants { id size sku } }
    userErrors { __typename code field message } } }`;
  const create = async (input: Record<string, unknown>, asker: Asker = admin) =>
    running.ask(
      CREATE,
      { input: { name: "Meadow 9", brand: "Larkstep", categorySlug: "sneakers", ...input } },
      asker,
    );

  it("opens its variants for trade, and announces each", async () => {
    const { data } = await create({
      slug: "larkstep-meadow-9",
      retailPrice: { amount: "110" },
      releaseDate: "2026-01-31",
      sizes: ["10", "9.5"],
    });
    const { product, userErrors } = data.createProduct;
    expect(userErrors).toEqual([]);
    expect(product).toMatchObject({
      slug: "larkstep-meadow-9",
      brand: { slug: "larkstep", name: "Larkstep" },
      retailPrice: { amount: "110.00" },
      variants: [
        { size: "10", sku: "LARKSTEP-MEADOW-9_10" },
        { size: "9.5", sku: "LARKSTEP-MEADOW-9_9-5" },
      ],
    });
    expect(await announced()).toEqual(
      product.variants.map(({ id, size }: { id: string; size: string }) => ({
        variantId: id,
        productId: product.id,
        productName: "Larkstep Meadow 9",
        size,
        categorySlug: "sneakers",
        retailPrice: { minor: "11000", currency: "USD" },
        releaseDate: "2026-01-31",
        tradable: true,
        authenticationRequired: false,
      })),
    );
  });

  it("refuses a handle that exists, with a typed error on it, and announces nothing", async () => {
    await create({ slug: "taken" });
    const before = (await announced()).length;
    const { data } = await create({ slug: "taken", name: "Another" });
    expect(data.createProduct).toMatchObject({
      product: null,
      userErrors: [{ __typename: "ValidationError", code: "VALIDATION", field: ["input", "slug"] }],
    });
    expect(await announced()).toHaveLength(before);
  });

  it("lets one of several with the same handle win", async () => {
    const answers = await Promise.all(
      ["a", "b", "c", "d"].map((name) => create({ slug: "race", name, sizes: ["1", "2"] })),
    );
    expect(answers.filter(({ data }) => data.createProduct.product).length).toBe(1);
    expect(
      (await announced()).filter(({ productName }) => /^Larkstep [abcd]$/.test(productName)),
    ).toHaveLength(2);
  });

  it.each([
    ["a third decimal", { retailPrice: { amount: "450.001" } }, ["input", "retailPrice", "amount"]],
    [
      "an unknown currency",
      { retailPrice: { amount: "10", currencyCode: "XXX" } },
      ["input", "retailPrice", "currencyCode"],
    ],
    ["a negative price", { retailPrice: { amount: "-1" } }, ["input", "retailPrice"]],
    [
      "an endless price",
      { retailPrice: { amount: "999999999999999999999" } },
      ["input", "retailPrice", "amount"],
    ],
    ["NUL in the name", { name: "a\u0000b" }, ["input", "name"]],
    ["a long name", { name: "x".repeat(201) }, ["input", "name"]],
    ["a turned-round brand", { brand: "\u202Eevil" }, ["input", "brand"]],
    ["an unknown category", { categorySlug: "boats" }, ["input", "categorySlug"]],
    ["NUL as category", { categorySlug: "\u0000" }, ["input", "categorySlug"]],
    ["a handle that is none", { slug: "Not A Slug" }, ["input", "slug"]],
    ["a size twice", { sizes: ["9", "9"] }, ["input", "sizes"]],
    ["a long description", { description: "x".repeat(5_001) }, ["input", "description"]],
  ])("refuses %s on its field", async (_what, input, field) => {
    const { data, errors } = await create({ slug: "never", ...input });
    expect(errors).toBeUndefined();
    expect(data.createProduct.product).toBeNull();
    expect(data.createProduct.userErrors[0].field).toEqual(field);
  });

  it("fails on money that has no shape", async () => {
    for (const amount of ["NaN", "1,00", "4.5e2", 450]) {
      const { errors } = await create({ retailPrice: { amount } });
      expect(errors?.[0]?.extensions.code, String(amount)).toBe("BAD_USER_INPUT");
    }
  });

  it("stores markup and quotes as they are", async () => {
    const name = `<img src=x onerror=alert(1)> '; drop table products --`;
    const { data } = await create({ slug: "bobby-tables", name });
    expect(data.createProduct.product.name).toBe(name);
  });

  it("is for admins, whose key may write to the catalogue", async () => {
    expect((await create({ slug: "no" }, {})).errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
    expect((await create({ slug: "no" }, person)).errors?.[0]?.extensions.code).toBe("FORBIDDEN");
    expect((await create({ slug: "no" }, { ...admin, scopes: [] })).errors?.[0]?.extensions.code).toBe(
      "FORBIDDEN",
    );
  });
});

describe("stores", () => {
  const CREATE = `mutation ($input: CreateStoreInput!) { createStore(input: $input) {
    store { id slug name description owner { id } } userErrors { __typename code field } } }`;
  const create = async (name: string, asker: Asker = person, description?: string) =>
    (await running.ask(CREATE, { input: { name, description } }, asker)).data.createStore;

  it("open in the caller's name and are found by id and handle", async () => {
    const { store } = await create("Tom & Ada's", person, "Shoes.\nAnd boots.");
    expect(store).toMatchObject({ slug: "tom-and-ada-s", name: "Tom & Ada's", owner: { id: person.userId } });
    const FIND = "query ($id: ID, $slug: String) { store(id: $id, slug: $slug) { name description } }";
    const found = { data: { store: { name: "Tom & Ada's", description: "Shoes.\nAnd boots." } } };
    expect(await running.ask(FIND, { id: store.id })).toEqual(found);
    expect(await running.ask(FIND, { slug: "tom-and-ada-s" })).toEqual(found);
    expect((await running.ask(FIND, { slug: "nowhere" })).data.store).toBeNull();
    expect((await running.ask(FIND, {})).errors?.[0]?.extensions.code).toBe("BAD_USER_INPUT");
  });

  it("have names of their own, in any case and however accented", async () => {
    expect((await create("Café Corner")).store).not.toBeNull();
    for (const twin of ["café corner", "CAFE  CORNER", "Cafe-Corner"]) {
      expect(await create(twin)).toMatchObject({ store: null, userErrors: [{ field: ["input", "name"] }] });
    }
  });

  it("are refused a name that is none", async () => {
    for (const name of ["", "a", "a\u0000b", "\u202Eab", "x".repeat(81), "日本"]) {
      expect((await create(name)).userErrors[0].field, name).toEqual(["input", "name"]);
    }
  });

  it("are at most twenty a person", async () => {
    const owner: Asker = { ...person, userId: newId() };
    for (let index = 0; index < 20; index += 1) await create(`Branch ${index}`, owner);
    expect((await create("One too many", owner)).userErrors[0].__typename).toBe("LimitReachedError");
  });

  it("are listed by name, page by page, without gaps or repeats", async () => {
    const LIST = `query ($first: Int, $after: String) { stores(first: $first, after: $after) {
      nodes { name } pageInfo { hasNextPage endCursor } } }`;
    type Page = { nodes: unknown[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
    const whole = (await running.ask(LIST, { first: 100 })).data.stores.nodes;
    const paged: unknown[] = [];
    for (let after: string | null = null, page = 0; page < 50; page += 1) {
      const stores: Page = (await running.ask(LIST, { first: 3, after })).data.stores;
      paged.push(...stores.nodes);
      after = stores.pageInfo.endCursor;
      if (!stores.pageInfo.hasNextPage) break;
    }
    expect(whole.length).toBeGreaterThan(20);
    expect(paged).toEqual(whole);
    const bad = Buffer.from(JSON.stringify(["a", "b"])).toString("base64url");
    expect((await running.ask(LIST, { after: bad })).errors?.[0]?.extensions.code).toBe("BAD_USER_INPUT");
  });

  it("need somebody signed in", async () => {
    const { errors } = await running.ask(CREATE, { input: { name: "Anon" } });
    expect(errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
  });
});
