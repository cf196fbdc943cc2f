import { after, MILLISECONDS, type Money } from "@outcry/kernel";
import { storyId } from "../ids.ts";
import { wordsOf } from "../random.ts";
import type { DemoBrand, DemoCategory, DemoProduct, DemoVariant } from "../story.ts";
import { consoles } from "./consoles.ts";
import { handbags } from "./handbags.ts";
import { jackets } from "./jackets.ts";
import type { CategoryOutline, ProductOutline } from "./outline.ts";
import { sneakers } from "./sneakers.ts";
import { tradingCards } from "./trading-cards.ts";
import { watches } from "./watches.ts";

const OUTLINES: readonly CategoryOutline[] = [sneakers, watches, handbags, tradingCards, consoles, jackets];

const dollars = (amount: number): Money => ({ minor: BigInt(amount) * 100n, currency: "USD" });

/** "Brisk & Bower" becomes "brisk-and-bower"; "Carré" becomes "carre". */
const slugOf = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("&", " and ")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

/** Two letters and four digits, in the manner of makers' style numbers. */
function styleCodeOf(brand: string, slug: string): string {
  const initials = brand
    .replace(/[^A-Za-z]/g, "")
    .slice(0, 2)
    .toUpperCase();
  return `${initials}${1_000 + (wordsOf(slug)[0] % 9_000)}`;
}

export type OutlinedProduct = Readonly<{ product: DemoProduct; outline: ProductOutline }>;

function makeProduct(
  category: CategoryOutline,
  outline: ProductOutline,
  place: number,
  now: Date,
): DemoProduct {
  const slug = outline.slug ?? slugOf(`${outline.brand} ${outline.name}`);
  const productId = storyId(`product ${slug}`, place * 1_000);
  const styleCode = styleCodeOf(outline.brand, slug);
  const released = after(now, -outline.releasedDaysAgo * MILLISECONDS.day);
  const listed = outline.sizes ?? category.sizes;
  const sizes: readonly (string | null)[] = listed.length > 0 ? listed : [null];
  const shared = {
    productId,
    categorySlug: category.slug,
    retailPrice: dollars(outline.retail),
    releaseDate: released.toISOString().slice(0, 10),
  };
  const variants = sizes.map(
    (size, position): DemoVariant => ({
      ...shared,
      variantId: storyId(`variant ${slug} ${size ?? ""}`, place * 1_000 + position + 1),
      productName: `${outline.brand} ${outline.name}`,
      size,
      sku: [styleCode, ...(size ? [slugOf(size).toUpperCase()] : [])].join("-"),
      position,
      authenticationRequired: false,
      traded: outline.traded ?? true,
    }),
  );
  return {
    ...shared,
    slug,
    name: outline.name,
    brandSlug: slugOf(outline.brand),
    brandName: outline.brand,
    styleCode,
    colorway: outline.colorway,
    description: outline.description,
    featuredRank: outline.featured ?? null,
    createdAt: released,
    variants,
  };
}

export type DemoCatalogue = Readonly<{
  categories: readonly DemoCategory[];
  brands: readonly DemoBrand[];
  outlined: readonly OutlinedProduct[];
}>;

/** The whole fictional catalogue. Makers and names are invented; any likeness is an accident. */
export function makeCatalogue(now: Date): DemoCatalogue {
  const written = OUTLINES.flatMap((category) => category.products.map((outline) => ({ category, outline })));
  const outlined = written.map(({ category, outline }, place) => ({
    outline,
    product: makeProduct(category, outline, place, now),
  }));
  const brands = new Map(outlined.map(({ product }) => [product.brandSlug, product.brandName]));
  return {
    categories: OUTLINES.map(({ slug, name }) => ({ slug, name, authenticationRequired: false })),
    brands: [...brands].map(([slug, name]) => ({ slug, name })),
    outlined,
  };
}
