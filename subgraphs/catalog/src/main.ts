import { runSubgraph } from "@outcry/service";
import { readCatalogConfig } from "./config.ts";
import { createCatalog } from "./server.ts";

// biome-ignore lint/style/noProcessEnv: the process's entry hands its environment to the readers, once.
const environment = process.env;

const own = readCatalogConfig(environment);

await runSubgraph("catalog", environment, (dependencies) => createCatalog({ ...dependencies, ...own }));
