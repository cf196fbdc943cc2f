import type { Product } from "./product.ts";

/**
 * The product's picture, which the storefront draws from its category and colours: the address is all it
 * needs.
 */
export const pictureOf = (product: Product, origin: string): { url: string; alt: string } => ({
  url: `${origin}/pictures/${product.category.slug}/${product.palette.join("-")}.svg`,
  alt: `${product.brand.name} ${product.name}${product.colorway ? ` in ${product.colorway}` : ""}, drawn`,
});
