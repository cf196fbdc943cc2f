import { makeBooks } from "./books.ts";
import { makeCatalogue } from "./catalogue/index.ts";
import { makePeople } from "./people.ts";
import type { DemoStory } from "./story.ts";
import { makeTrades } from "./trades.ts";

/**
 * Makes the demo's story. Pure: no clock, no randomness from outside. Ids, prices, people and products depend
 * on nothing; times are counted back from `now`. Seed one database with one `now`: keep it, and pass it again
 * after an interruption.
 */
export function makeDemoStory({ now }: { now: Date }): DemoStory {
  const { people, logins, traders } = makePeople(now);
  const { categories, brands, outlined } = makeCatalogue(now);
  const products = outlined.map(({ product }) => product);
  const variants = products.flatMap((product) => product.variants);
  const trades = makeTrades(outlined, { traders, buyer: logins.buyer, seller: logins.seller }, now);
  const books = makeBooks(variants, trades, traders, now);
  return { now, people, logins, traders, categories, brands, products, variants, trades, books };
}
