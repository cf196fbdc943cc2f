import type {
  CategoryResolvers,
  ProductConnectionResolvers,
  ProductResolvers,
  ProductVariantResolvers,
  StoreResolvers,
} from "../__generated__/resolvers.ts";
import { pictureOf } from "../domain/picture.ts";

export const Product: ProductResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.productById.load(id),
  images: (product, _args, { picturesOrigin }) => [pictureOf(product, picturesOrigin)],
  variants: ({ id }, _args, { loaders }) => loaders.variantsOfProduct.load(id),
};

export const ProductVariant: ProductVariantResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.variantById.load(id),
  product: ({ productId }, _args, { loaders }) => loaders.productById.load(productId),
};

export const Store: StoreResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.storeById.load(id),
  owner: ({ ownerId }) => ({ id: ownerId }),
};

export const Category: CategoryResolvers = {
  productCount: ({ slug }, _args, { loaders }) => loaders.productCount.load(slug),
};

export const ProductConnection: ProductConnectionResolvers = {
  totalCount: ({ search }, _args, { loaders }) => loaders.countProducts(search),
  facets: ({ search }, _args, { loaders }) => loaders.facetsOf(search),
};
