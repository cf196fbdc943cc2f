export { type CatalogOptions, createCatalog, type RunningCatalog } from "./server.ts";
