import { type GraphClient, USER_ERRORS, type UserErrorAnswer } from "../partner/graph-client.ts";
import { Mistake } from "../partner/stop-with-sentence.ts";
import { marketKey, type ReplayPlan, type ReplayProduct } from "./plan.ts";

const FIND = `query Find($slug: String!) { product(slug: $slug) { id variants { id size } } }`;
const CREATE = `mutation Create($input: CreateProductInput!) {
  createProduct(input: $input) { product { id variants { id size } } ${USER_ERRORS} } }`;

type ProductAnswer = { id: string; variants: { id: string; size: string | null }[] };

export const slugOf = (product: ReplayProduct): string =>
  `replay-${product.key
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")}`;

/** The product of the file in the catalogue; made when it is not there yet. */
async function ensureProduct(admin: GraphClient, product: ReplayProduct): Promise<ProductAnswer> {
  const slug = slugOf(product);
  const found = await admin.ask<{ product: ProductAnswer | null }>(FIND, { slug });
  if (found.product) return found.product;
  const { createProduct } = await admin.ask<{
    createProduct: { product: ProductAnswer | null; userErrors: UserErrorAnswer[] };
  }>(CREATE, {
    input: {
      slug,
      name: product.name,
      brand: product.brand,
      categorySlug: "sneakers",
      retailPrice: { amount: product.retailPrice, currencyCode: "USD" },
      releaseDate: product.releaseDate || null,
      sizes: product.sizes,
    },
  });
  if (createProduct.product) return createProduct.product;
  throw new Mistake(
    `${product.name} could not be added: ${createProduct.userErrors.map(({ message }) => message).join(" ")}`,
  );
}

/** Sees to it that every product and size of the file exists. Returns the variant of each market. */
export async function ensureCatalogue(admin: GraphClient, plan: ReplayPlan): Promise<Map<string, string>> {
  const variants = new Map<string, string>();
  for (const product of plan.products) {
    for (const { id, size } of (await ensureProduct(admin, product)).variants) {
      variants.set(marketKey({ product: product.key, size: size ?? "" }), id);
    }
  }
  const missing = [...plan.markets.keys()].find((key) => !variants.has(key));
  if (missing) throw new Mistake(`The catalogue has no variant for ${missing.replace("|", ", size ")}.`);
  return variants;
}
