import { withTransaction } from "@outcry/database";
import type { DemoProduct, DemoStory } from "@outcry/demo";
import { paletteOf } from "../domain/palette.ts";
import { searchTexts } from "../domain/product.ts";
import { announceVariants } from "../events.ts";
import { type ProductToRecord, productIdIn, recordProducts, tradableVariants } from "../store/products.ts";
import { recordCategories } from "../store/shelves.ts";
import type { CommandDependencies } from "./deciding.ts";

const toRecord = (product: DemoProduct): ProductToRecord => ({
  id: product.productId,
  slug: product.slug,
  name: product.name,
  brand: { slug: product.brandSlug, name: product.brandName },
  categorySlug: product.categorySlug,
  styleCode: product.styleCode,
  colorway: product.colorway,
  description: product.description,
  retailPrice: product.retailPrice,
  releaseDate: product.releaseDate,
  palette: paletteOf(product.colorway, product.slug),
  featuredRank: product.featuredRank,
  ...searchTexts({ ...product, brand: product.brandName }),
  variants: product.variants.map(({ size, sku, position }) => ({ size, sku, position })),
  variantIds: product.variants.map(({ variantId }) => variantId),
});

/**
 * Records the demo's catalogue in one transaction. Run again, it finds everything there and announces
 * nothing.
 */
export const makeSeedDemo =
  ({ database, doorbell }: CommandDependencies) =>
  async (story: DemoStory): Promise<void> => {
    await withTransaction(database, async (tx) => {
      await recordCategories(tx, story.categories);
      const recorded = await recordProducts(tx, story.products.map(toRecord));
      if (recorded.size > 0)
        await announceVariants(tx, await tradableVariants(tx, productIdIn([...recorded])));
    });
    doorbell.ring("catalog");
  };
