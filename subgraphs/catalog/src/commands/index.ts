import { makeCreateProduct } from "./create-product.ts";
import { makeCreateStore } from "./create-store.ts";
import type { CommandDependencies } from "./deciding.ts";
import { makeImportProducts } from "./import-products.ts";
import { makeSeedDemo } from "./seed-demo.ts";

export const makeCommands = (dependencies: CommandDependencies) => ({
  createProduct: makeCreateProduct(dependencies),
  createStore: makeCreateStore(dependencies),
  importProducts: makeImportProducts(dependencies),
  seedDemo: makeSeedDemo(dependencies),
});
export type Commands = ReturnType<typeof makeCommands>;
