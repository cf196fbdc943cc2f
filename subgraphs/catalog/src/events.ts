import { toWire, VariantChanged } from "@outcry/contracts";
import type { Tx } from "@outcry/database";
import { announce } from "@outcry/outbox";
import type { TradableVariant } from "./domain/product.ts";
import { consumerCursors, deadLetters, feedReaders, outbox } from "./tables/index.ts";

export const outboxOfCatalog = { outbox, consumerCursors, feedReaders, deadLetters };

/**
 * Announces variants as they now are, in the transaction that made them so. Catalog hears no events itself.
 */
export const announceVariants = (tx: Tx, variants: readonly TradableVariant[]): Promise<void> =>
  announce(
    tx,
    outboxOfCatalog,
    variants.map((variant) =>
      VariantChanged.of(variant.variantId, {
        ...variant,
        retailPrice: variant.retailPrice && toWire(variant.retailPrice),
      }),
    ),
  );
