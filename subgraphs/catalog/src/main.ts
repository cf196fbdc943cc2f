import { runSubgraph } from "@outcry/service";
import { catalogEnvironment, environment } from "./config.ts";
import { createCatalog } from "./server.ts";

await runSubgraph({
  name: "catalog",
  calls: [],
  own: catalogEnvironment,
  environment: environment(),
  create: (dependencies, { OUTCRY_PICTURES_ORIGIN: picturesOrigin }) =>
    createCatalog({ ...dependencies, picturesOrigin }),
});
