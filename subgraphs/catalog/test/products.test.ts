import { makeDemoStory, TEST_PRODUCT_SLUG } from "@outcry/demo";
import { newId } from "@outcry/kernel";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { admin, person, type RunningTest, runCatalog, service } from "./running-catalog.ts";

const story = makeDemoStory({ now: new Date("2026-05-01T12:00:00.000Z") });
let running: RunningTest;
beforeAll(async () => {
  running = await runCatalog();
  await running.catalog.seedDemo(story);
});
afterAll(() => running.stop());

const ask: RunningTest["ask"] = (...question) => running.ask(...question);

type Filter = Record<string, unknown>;
const LIST = `query ($query: String, $filter: ProductFilter, $sort: ProductSort, $first: Int, $after: String) {
  products(query: $query, filter: $filter, sort: $sort, first: $first, after: $after) {
    nodes { slug name brand { name } retailPrice { amount } releaseDate }
    pageInfo { hasNextPage endCursor } totalCount
  }
}`;

async function readAll(variables: Filter, first: number): Promise<{ slugs: string[]; total: number }> {
  const slugs: string[] = [];
  for (let after: string | null = null, page = 0; page < 100; page += 1) {
    const { data, errors } = await ask(LIST, { ...variables, first, after });
    expect(errors).toBeUndefined();
    slugs.push(...data.products.nodes.map(({ slug }: { slug: string }) => slug));
    if (!data.products.pageInfo.hasNextPage) return { slugs, total: data.products.totalCount };
    after = data.products.pageInfo.endCursor;
  }
  throw new Error("The list never ended.");
}

describe("a product", () => {
  const PRODUCT = `query ($id: ID, $slug: String) { product(id: $id, slug: $slug) {
    id slug name brand { slug name } styleCode colorway description category { slug name productCount }
    retailPrice { amount currencyCode } releaseDate images { url alt } variants { id size sku product { id } }
  } }`;

  it("is found by its handle, whole, with its variants in order of size", async () => {
    const { data } = await ask(PRODUCT, { slug: "larkstep-meadow-1-low" });
    expect(data.product).toMatchObject({
      name: "Meadow 1 Low",
      brand: { slug: "larkstep", name: "Larkstep" },
      category: { slug: "sneakers", name: "Sneakers", productCount: 18 },
      retailPrice: { amount: "110.00", currencyCode: "USD" },
      images: [
        {
          url: "https://shop.test/pictures/sneakers/6b7a45-f3ead6-b98756.svg",
          alt: "Larkstep Meadow 1 Low in Moss Green/Cream/Gum, drawn",
        },
      ],
    });
    const sizes = data.product.variants.map(({ size }: { size: string }) => size);
    expect(sizes).toEqual(["7", "8", "8.5", "9", "9.5", "10", "10.5", "11", "12"]);
  });

  it("is found by its id in either case, and is null when there is none", async () => {
    const { productId, slug } = story.products[3] ?? { productId: "", slug: "" };
    expect((await ask(PRODUCT, { id: productId.toUpperCase() })).data.product.slug).toBe(slug);
    for (const wrong of [
      { id: newId() },
      { id: "12" },
      { id: "" },
      { slug: "no-such" },
      { slug: "a\u0000b" },
    ]) {
      expect(await ask(PRODUCT, wrong)).toEqual({ data: { product: null } });
    }
  });

  it("is asked for by exactly one of id and slug", async () => {
    for (const wrong of [{}, { id: newId(), slug: "larkstep-meadow-1-low" }]) {
      expect((await ask(PRODUCT, wrong)).errors?.[0]?.extensions.code).toBe("BAD_USER_INPUT");
    }
  });

  it("takes at most six statements for the whole page", async () => {
    running.statements.reset();
    await ask(PRODUCT, { slug: "larkstep-meadow-1-low" });
    expect(running.statements.count()).toBeLessThanOrEqual(6);
    expect(running.statements.count()).toBeGreaterThan(0);
  });

  it("is resolved as an entity in batches: fifty variants with their products take two statements", async () => {
    const representations = story.variants
      .slice(0, 50)
      .map(({ variantId }) => ({ __typename: "ProductVariant", id: variantId }));
    running.statements.reset();
    const { data } = await ask(
      `query ($representations: [_Any!]!) { _entities(representations: $representations) {
        ... on ProductVariant { id size product { name brand { name } } } } }`,
      { representations },
    );
    expect(data._entities.map(({ id }: { id: string }) => id)).toEqual(representations.map(({ id }) => id));
    expect(running.statements.count()).toBe(2);
  });
});

describe("a list of products", () => {
  it.each(["FEATURED", "NEWEST", "NAME", "RETAIL_PRICE_ASCENDING", "RETAIL_PRICE_DESCENDING"])(
    "by %s is paged without gaps or repeats, whatever the size of a page",
    async (sort) => {
      const whole = await readAll({ sort }, 100);
      expect(new Set(whole.slugs).size).toBe(story.products.length);
      expect(whole.total).toBe(story.products.length);
      expect((await readAll({ sort }, 7)).slugs).toEqual(whole.slugs);
      expect((await readAll({ sort }, 1)).slugs).toEqual(whole.slugs);
    },
  );

  it("by relevance is paged alike, and puts brand and name before colours", async () => {
    const whole = await readAll({ query: "green" }, 100);
    expect(whole.slugs.length).toBeGreaterThan(3);
    expect((await readAll({ query: "green" }, 2)).slugs).toEqual(whole.slugs);
    const orchard = await readAll({ query: "orchard" }, 100);
    expect(orchard.slugs.toSorted()).toEqual([
      "brisk-and-bower-orchard-bomber",
      "hexaplay-hexaplay-duo-orchard",
    ]);
  });

  it("is in the order asked for", async () => {
    const { data } = await ask(LIST, { sort: "RETAIL_PRICE_DESCENDING", first: 100 });
    const prices = data.products.nodes.map((node: { retailPrice: { amount: string } }) =>
      Number(node.retailPrice.amount),
    );
    expect(prices).toEqual(prices.toSorted((left: number, right: number) => right - left));
    const featured = await ask(LIST, { sort: "FEATURED", first: 3 });
    expect(featured.data.products.nodes[0].slug).toBe("larkstep-meadow-1-low");
  });

  it("is narrowed by words, category, brands and dates together", async () => {
    const { slugs } = await readAll(
      { query: "kite", filter: { categorySlug: "sneakers", brandSlugs: ["volan-works"] } },
      50,
    );
    expect(slugs.toSorted()).toEqual(["volan-works-kite-90", "volan-works-kite-90-nightshift"]);
    const since = await readAll({ filter: { releasedAfter: "2026-01-01" } }, 100);
    expect(since.slugs.length).toBeGreaterThan(0);
    expect(since.slugs.length).toBeLessThan(story.products.length);
    expect((await readAll({ filter: { brandSlugs: [] } }, 100)).slugs).toEqual([]);
    expect((await readAll({ filter: { categorySlug: "no such" } }, 100)).slugs).toEqual([]);
  });

  it("finds words by their beginnings, in any case and without accents", async () => {
    expect((await readAll({ query: "MEAD low" }, 10)).slugs).toEqual(["larkstep-meadow-1-low"]);
    expect((await readAll({ query: "carre" }, 10)).slugs).toEqual(["aubrecht-carre"]);
    expect((await readAll({ query: "Aubrecht Carré" }, 10)).slugs).toEqual(["aubrecht-carre"]);
  });

  it.each(["' OR 1=1--", "'; drop table products", "%", "_", "\\", "\u0000", "& | !", ":*", "日本"])(
    "takes %j as words to look for and nothing else",
    async (query) => {
      const { data, errors } = await ask(LIST, { query, first: 100 });
      expect(errors).toBeUndefined();
      expect(data.products).toMatchObject({ nodes: [], totalCount: 0 });
    },
  );

  it("refuses a page, a cursor or a query out of bounds", async () => {
    const newest = await ask(LIST, { sort: "NEWEST", first: 1 });
    const cursor = newest.data.products.pageInfo.endCursor;
    const encode = (keys: unknown) => Buffer.from(JSON.stringify(keys)).toString("base64url");
    const wrong: Filter[] = [
      { first: 0 },
      { first: 101 },
      { after: "x" },
      { sort: "NAME", after: encode(["a"]) },
      { sort: "FEATURED", after: cursor },
      { sort: "NEWEST", after: encode(["1'; drop", newId()]) },
      { sort: "NEWEST", after: encode(["99999999999", newId()]) },
      { query: "a".repeat(201) },
      { filter: { brandSlugs: Array.from({ length: 51 }, () => "a") } },
    ];
    for (const variables of wrong) {
      expect((await ask(LIST, variables)).errors?.[0]?.extensions.code, JSON.stringify(variables)).toBe(
        "BAD_USER_INPUT",
      );
    }
  });

  it("counts how matches spread over brands and categories", async () => {
    const { data } = await ask(`{ products(filter: { categorySlug: "watches" }) {
      facets { name values { value label count } } totalCount } }`);
    expect(data.products.facets).toEqual([
      {
        name: "brand",
        values: [
          { value: "aubrecht", label: "Aubrecht", count: 3 },
          { value: "meridane", label: "Meridane", count: 3 },
          { value: "quillon", label: "Quillon", count: 3 },
        ],
      },
      { name: "category", values: [{ value: "watches", label: "Watches", count: 9 }] },
    ]);
  });

  it("takes one statement for twenty products with their brands, categories and pictures", async () => {
    running.statements.reset();
    await ask(
      "{ products { nodes { name brand { name } category { name } images { url } } pageInfo { hasNextPage } } }",
    );
    expect(running.statements.count()).toBe(1);
  });

  it("takes one statement more for all their variants and counts", async () => {
    running.statements.reset();
    await ask("{ products(first: 50) { nodes { variants { id size } category { productCount } } } }");
    expect(running.statements.count()).toBe(3);
  });
});

describe("finding one's way", () => {
  it("suggests brands and products by what was typed, the closest first", async () => {
    const { data } = await ask(
      `query ($query: String!) { autocomplete(query: $query, first: 5) {
      text brand { slug } product { slug } } }`,
      { query: "lark" },
    );
    expect(data.autocomplete[0]).toEqual({ text: "Larkstep", brand: { slug: "larkstep" }, product: null });
    expect(data.autocomplete).toHaveLength(5);
    for (const query of ["", "%", "\\", "_", "\u0000"]) {
      const answer = await ask("query ($query: String!) { autocomplete(query: $query) { text } }", { query });
      expect(answer).toEqual({ data: { autocomplete: [] } });
    }
  });

  it("lists categories with their counts and brands, by name", async () => {
    const { data } = await ask(
      '{ categories { slug productCount } category(slug: "jackets") { name } brands { name } }',
    );
    expect(data.categories).toContainEqual({ slug: "jackets", productCount: 9 });
    expect(data.categories.map(({ slug }: { slug: string }) => slug)).toEqual([
      "consoles",
      "handbags",
      "jackets",
      "sneakers",
      "trading-cards",
      "watches",
    ]);
    expect(data.category.name).toBe("Jackets");
    expect(data.brands.length).toBe(story.brands.length);
    expect((await ask('{ category(slug: "it\'s") { name } }')).data.category).toBeNull();
  });
});

describe("seeding the demo", () => {
  it("records everything once, however often it runs, and announces each variant once", async () => {
    await running.catalog.seedDemo(story);
    const head = await running.catalog.feed.head();
    await running.catalog.seedDemo(story);
    expect(await running.catalog.feed.head()).toBe(head);
    const [row] = await running.database.sql`select count(*)::int as variants from catalog.variants`;
    expect(row?.variants).toBe(story.variants.length);
  });

  it("has the product that is left alone", async () => {
    const { data } = await ask(`{ product(slug: "${TEST_PRODUCT_SLUG}") { name description } }`);
    expect(data.product.name).toBe("Test Runner");
    expect(data.product.description).toContain("books start empty");
  });
});

describe("tradable variants", () => {
  const TRADABLE = `query ($ids: [ID!]!) { tradableVariants(ids: $ids) {
    variantId productId productName size categorySlug retailPrice { amount } releaseDate tradable authenticationRequired } }`;

  it("are told to services, leaving out ids of nothing", async () => {
    const variant = story.variants.at(-1);
    const { data } = await ask(TRADABLE, { ids: [variant?.variantId, newId(), "junk"] }, service);
    expect(data.tradableVariants).toEqual(
      [
        {
          variantId: variant?.variantId,
          productId: variant?.productId,
          productName: variant?.productName,
          size: variant?.size,
          categorySlug: variant?.categorySlug,
          retailPrice: { amount: "195.00" },
          releaseDate: variant?.releaseDate,
          tradable: true,
          authenticationRequired: false,
        },
      ].map((expected) => ({ ...expected, retailPrice: data.tradableVariants[0].retailPrice })),
    );
  });

  it("are refused to people, admins included", async () => {
    for (const asker of [{}, person, admin]) {
      expect((await ask(TRADABLE, { ids: [] }, asker)).errors?.[0]?.extensions.code).toBe("FORBIDDEN");
    }
  });
});
