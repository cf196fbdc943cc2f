/** What a resolver gets as its parent, by GraphQL type: the domain's own objects. */
export const mappers = {
  Product: "../domain/product.ts#Product",
  ProductVariant: "../domain/product.ts#Variant",
  ProductConnection: "../loaders.ts#ProductPage",
  Category: "../domain/product.ts#Category",
  Brand: "../domain/product.ts#Brand",
  Store: "../domain/store.ts#Store",
  TradableVariant: "../domain/product.ts#TradableVariant",
  Suggestion: "../domain/search.ts#Suggestion",
};
