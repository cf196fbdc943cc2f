import { type Money, ok, type Result, refuse } from "@outcry/kernel";
import { type Palette, paletteOf } from "./palette.ts";
import { isSlug, readLine, readText, searchable, slugOf } from "./text.ts";

export const SIZES_MAX = 100;
const NAME_LENGTH_MAX = 200;
const BRAND_LENGTH_MAX = 80;
const LINE_LENGTH_MAX = 200;
const SIZE_LENGTH_MAX = 20;
const DESCRIPTION_LENGTH_MAX = 5_000;

export type Brand = Readonly<{ slug: string; name: string }>;
export type Category = Readonly<{ slug: string; name: string }>;

/** A thing that can be bought and sold. */
export type Product = Readonly<{
  id: string;
  slug: string;
  name: string;
  brand: Brand;
  category: Category;
  styleCode: string | null;
  colorway: string | null;
  description: string | null;
  retailPrice: Money | null;
  /** yyyy-mm-dd */
  releaseDate: string | null;
  palette: Palette;
}>;

/** The unit that trades. */
export type Variant = Readonly<{
  id: string;
  productId: string;
  size: string | null;
  sku: string;
}>;

/** What the subgraphs that trade a variant need to know of it. */
export type TradableVariant = Readonly<{
  variantId: string;
  productId: string;
  productName: string;
  size: string | null;
  categorySlug: string;
  retailPrice: Money | null;
  releaseDate: string | null;
  tradable: boolean;
  authenticationRequired: boolean;
}>;

/** A product as somebody writes it down: in a form, or in a row of a file. */
export type ProductDraft = Readonly<{
  name: string;
  brand: string;
  categorySlug: string;
  slug: string | null;
  styleCode: string | null;
  colorway: string | null;
  description: string | null;
  retailPrice: Money | null;
  releaseDate: string | null;
  sizes: readonly string[];
}>;

/** What is wrong with one property of a draft; `message` is a whole sentence. */
export type DraftProblem = Readonly<{ property: keyof ProductDraft; message: string }>;

export type NewVariant = Readonly<{ size: string | null; sku: string; position: number }>;

/** A draft that holds every rule, ready to be recorded. */
export type NewProduct = Readonly<{
  slug: string;
  name: string;
  brand: Brand;
  categorySlug: string;
  styleCode: string | null;
  colorway: string | null;
  description: string | null;
  retailPrice: Money | null;
  releaseDate: string | null;
  palette: Palette;
  /** What a search compares with most weight: brand and name. */
  searchTitle: string;
  /** What a search compares with less weight: style code, colours and category. */
  searchRest: string;
  variants: readonly NewVariant[];
}>;

const LABELS: Readonly<Record<keyof ProductDraft, string>> = {
  name: "The name",
  brand: "The brand",
  categorySlug: "The category",
  slug: "The handle",
  styleCode: "The style code",
  colorway: "The colourway",
  description: "The description",
  retailPrice: "The retail price",
  releaseDate: "The release date",
  sizes: "A size",
};

/** Sizes of one product as variants, in the order given; one without a size when there are none. */
export function variantsOf(slug: string, sizes: readonly (string | null)[]): NewVariant[] {
  const listed = sizes.length > 0 ? sizes : [null];
  // An underscore never occurs in a handle, so two products' stock keeping units can not meet.
  return listed.map((size, position) => ({
    size,
    sku: `${slug}_${size === null ? "one" : slugOf(size) || position}`.toUpperCase(),
    position,
  }));
}

function readSizes(sizes: readonly string[], problem: (message: string) => void): string[] {
  if (sizes.length > SIZES_MAX) problem(`A product has at most ${SIZES_MAX} sizes.`);
  const read = sizes.slice(0, SIZES_MAX).flatMap((size) => {
    const line = readLine(size, 1, SIZE_LENGTH_MAX);
    if (!line.ok) problem(`${LABELS.sizes} ${line.refusal}`);
    return line.ok ? [line.value] : [];
  });
  const seen = new Set<string>();
  for (const size of read) {
    const key = slugOf(size) || size;
    if (seen.has(key)) problem(`The size "${size}" is given twice.`);
    seen.add(key);
  }
  return read;
}

/**
 * Holds a draft against every rule that needs no other data. Refuses with all that is wrong, not only the
 * first.
 */
export function readProduct(draft: ProductDraft): Result<NewProduct, DraftProblem[]> {
  const problems: DraftProblem[] = [];
  const line = (
    property: "name" | "brand" | "styleCode" | "colorway",
    least: number,
    most: number,
  ): string | null => {
    const read = readLine(draft[property] ?? "", least, most);
    if (!read.ok) problems.push({ property, message: `${LABELS[property]} ${read.refusal}` });
    return read.ok ? read.value || null : null;
  };
  const name = line("name", 1, NAME_LENGTH_MAX) ?? "";
  const brand = line("brand", 1, BRAND_LENGTH_MAX) ?? "";
  const styleCode = line("styleCode", 0, LINE_LENGTH_MAX);
  const colorway = line("colorway", 0, LINE_LENGTH_MAX);
  const description = readText(draft.description ?? "", DESCRIPTION_LENGTH_MAX);
  if (!description.ok) {
    problems.push({ property: "description", message: `${LABELS.description} ${description.refusal}` });
  }
  if (draft.retailPrice && draft.retailPrice.minor <= 0n) {
    problems.push({ property: "retailPrice", message: "The retail price must be more than nothing." });
  }
  const sizes = readSizes(draft.sizes, (message) => problems.push({ property: "sizes", message }));
  const slug = draft.slug ?? slugOf(`${brand} ${name}`);
  if (brand && slugOf(brand) === "") {
    problems.push({ property: "brand", message: "The brand needs a Latin letter or a digit." });
  }
  if (name && !isSlug(slug)) {
    problems.push({ property: "slug", message: "A handle is made of a-z, 0-9 and single hyphens." });
  }
  if (problems.length > 0) return refuse(problems);
  return ok({
    slug,
    name,
    brand: { slug: slugOf(brand), name: brand },
    categorySlug: draft.categorySlug,
    styleCode,
    colorway,
    description: description.ok ? description.value || null : null,
    retailPrice: draft.retailPrice,
    releaseDate: draft.releaseDate,
    palette: paletteOf(colorway, slug),
    ...searchTexts({ brand, name, styleCode, colorway, categorySlug: draft.categorySlug }),
    variants: variantsOf(slug, sizes),
  });
}

type Searched = Pick<ProductDraft, "brand" | "name" | "styleCode" | "colorway" | "categorySlug">;

/** The two texts a search compares. Its words are those of `searchWords`, so both sides are cut alike. */
export const searchTexts = ({ brand, name, styleCode, colorway, categorySlug }: Searched) => ({
  searchTitle: searchable(`${brand} ${name}`),
  searchRest: searchable(`${styleCode ?? ""} ${colorway ?? ""} ${categorySlug}`),
});
