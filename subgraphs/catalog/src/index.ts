export { readCatalogConfig } from "./config.ts";
export { type CatalogOptions, createCatalog, type RunningCatalog } from "./server.ts";
