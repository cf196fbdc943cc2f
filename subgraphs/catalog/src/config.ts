import { z } from "zod";

/** What catalog reads from the environment besides what every subgraph of a fleet does. */
export const catalogEnvironment = z.object({
  OUTCRY_PICTURES_ORIGIN: z
    .url({ protocol: /^https?$/ })
    .default("http://localhost:3000")
    .transform((origin) => origin.replace(/\/+$/, ""))
    .describe("Where the storefront draws product pictures."),
});

/** The only reader of the environment in this process. */
export const environment = (): Record<string, string | undefined> => process.env;
