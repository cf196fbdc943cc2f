import { withTransaction } from "@outcry/database";
import { ok, type Result, refuse } from "@outcry/kernel";
import { type DraftProblem, type ProductDraft, readProduct } from "../domain/product.ts";
import { isSlug } from "../domain/text.ts";
import { announceVariants } from "../events.ts";
import { productIdIn, recordProducts, tradableVariants } from "../store/products.ts";
import { categoryBySlug } from "../store/shelves.ts";
import { type CommandDependencies, withIds } from "./deciding.ts";

export type ProductRefusal = { kind: "Validation"; message: string; field: string[] };

const invalid = ({ property, message }: DraftProblem): ProductRefusal => ({
  kind: "Validation",
  message,
  field: ["input", property],
});

const refuseFor = (property: DraftProblem["property"], message: string) =>
  refuse([invalid({ property, message })]);

/**
 * Adds a product and opens its variants for trade. Answers its id, or everything that is wrong with the
 * draft.
 */
export const makeCreateProduct =
  ({ database, doorbell }: CommandDependencies) =>
  async (draft: ProductDraft): Promise<Result<string, ProductRefusal[]>> => {
    const read = readProduct(draft);
    if (!read.ok) return refuse(read.refusal.map(invalid));
    const product = withIds(read.value);
    const noCategory = refuseFor("categorySlug", "There is no such category.");
    if (!isSlug(product.categorySlug)) return noCategory;
    const outcome = await withTransaction(database, async (tx) => {
      if (!(await categoryBySlug(tx, product.categorySlug))) return noCategory;
      const recorded = await recordProducts(tx, [product]);
      if (!recorded.has(product.id)) {
        return refuseFor("slug", `There is a product with the handle ${product.slug} already.`);
      }
      await announceVariants(tx, await tradableVariants(tx, productIdIn([product.id])));
      return ok(product.id);
    });
    if (outcome.ok) doorbell.ring("catalog");
    return outcome;
  };
