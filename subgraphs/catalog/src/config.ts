import { readEnvironment } from "@outcry/service";
import { z } from "zod";

const Environment = z.object({
  OUTCRY_PICTURES_ORIGIN: z
    .url({ protocol: /^https?$/ })
    .default("http://localhost:3000")
    .transform((origin) => origin.replace(/\/+$/, ""))
    .describe("Where the storefront draws product pictures."),
});

/** What catalog reads from the environment besides what every subgraph of a fleet does. */
export const readCatalogConfig = (environment: Record<string, string | undefined>) => {
  const read = readEnvironment("catalog", Environment, environment);
  return Object.freeze({ picturesOrigin: read.OUTCRY_PICTURES_ORIGIN });
};
