import type { Database } from "@outcry/database";
import type { Loaders } from "../loaders.ts";
import { keepVariants } from "../store/copies.ts";
import type { Owners } from "./owners.ts";

type Dependencies = Readonly<{
  database: Database;
  owners: Owners;
  loaders: Pick<Loaders, "variantIsKnown">;
}>;

/** Whether a variant exists: our copy may say yes at once, and before it says no, catalog is asked. */
export const makeVariantExists =
  ({ database, owners, loaders }: Dependencies) =>
  async (variantId: string): Promise<boolean> => {
    if (await loaders.variantIsKnown.load(variantId)) return true;
    const variant = await owners.variant(variantId);
    if (variant) await keepVariants(database, [variant]);
    return Boolean(variant);
  };
