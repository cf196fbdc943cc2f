import { defineConfig } from "drizzle-kit";

/** drizzle-kit's settings for the subgraph named in the environment; run it through `npm run db:new`. */
const subgraph = process.env.OUTCRY_MIGRATING ?? "";

export default defineConfig({
  dialect: "postgresql",
  schema: `./subgraphs/${subgraph}/src/tables/index.ts`,
  out: `./drizzle/${subgraph}`,
  schemaFilter: [subgraph],
});
