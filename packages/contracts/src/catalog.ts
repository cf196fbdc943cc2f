import { z } from "zod";
import { event, id, wireMoney } from "./event.ts";

/** A variant may be traded on the open market, or no longer. Announced when a product is made, changed or retired. */
export const VariantChanged = event(
  "catalog.variant_changed",
  "1",
  "variant",
  z.object({
    variantId: id,
    productId: id,
    productName: z.string(),
    size: z.string().nullable(),
    categorySlug: z.string(),
    /** What the maker asked when it was new; premium is measured against it. */
    retailPrice: wireMoney.nullable(),
    releaseDate: z.iso.date().nullable(),
    tradable: z.boolean(),
    /** Trades in this category pass through authentication before they reach the buyer. */
    authenticationRequired: z.boolean(),
  }),
);
