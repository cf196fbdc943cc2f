import { describe, expect, it } from "vitest";
import { type ProductDraft, readProduct } from "./product.ts";

const draft: ProductDraft = {
  name: "Meadow 1",
  brand: "Larkstep",
  categorySlug: "sneakers",
  slug: null,
  styleCode: "LA1001",
  colorway: "Moss Green/Cream",
  description: "Low.",
  retailPrice: { minor: 11_000n, currency: "USD" },
  releaseDate: "2026-01-31",
  sizes: ["9", "9.5"],
};
const problemsOf = (changes: Partial<ProductDraft>) => {
  const read = readProduct({ ...draft, ...changes });
  return read.ok ? [] : read.refusal.map(({ property, message }) => `${property}: ${message}`);
};

describe("a product to add", () => {
  it("gets a handle from brand and name, and a stock keeping unit for each size", () => {
    const read = readProduct(draft);
    expect(read.ok && read.value.slug).toBe("larkstep-meadow-1");
    expect(read.ok && read.value.variants).toEqual([
      { size: "9", sku: "LARKSTEP-MEADOW-1_9", position: 0 },
      { size: "9.5", sku: "LARKSTEP-MEADOW-1_9-5", position: 1 },
    ]);
  });

  it("gets one variant when it has no sizes", () => {
    const read = readProduct({ ...draft, sizes: [] });
    expect(read.ok && read.value.variants).toEqual([
      { size: null, sku: "LARKSTEP-MEADOW-1_ONE", position: 0 },
    ]);
  });

  it("is refused with everything that is wrong with it", () => {
    expect(
      problemsOf({
        name: "",
        brand: "a\u0000",
        sizes: ["9", "9"],
        retailPrice: { minor: 0n, currency: "USD" },
      }),
    ).toEqual([
      "name: The name must not be empty.",
      "brand: The brand contains characters that cannot be seen.",
      "retailPrice: The retail price must be more than nothing.",
      'sizes: The size "9" is given twice.',
    ]);
  });

  it("is refused sizes that would share a stock keeping unit, and more than a hundred", () => {
    expect(problemsOf({ sizes: ["9.5", "9-5"] })).toEqual(['sizes: The size "9-5" is given twice.']);
    expect(problemsOf({ sizes: Array.from({ length: 101 }, (_, index) => `${index}`) })).toEqual([
      "sizes: A product has at most 100 sizes.",
    ]);
  });

  it("is refused a handle that is none, given or made", () => {
    expect(problemsOf({ slug: "Not A Handle" })).toEqual([
      "slug: A handle is made of a-z, 0-9 and single hyphens.",
    ]);
    expect(problemsOf({ brand: "日本", name: "靴" })).toContain(
      "brand: The brand needs a Latin letter or a digit.",
    );
  });
});
