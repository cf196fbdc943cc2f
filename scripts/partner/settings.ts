/** Where the graph is and who runs the job. The demo's admin unless the environment names another. */
export const settings = {
  url: process.env.OUTCRY_GRAPHQL_URL ?? `http://localhost:${process.env.ROUTER_PORT ?? 4000}/graphql`,
  adminEmail: process.env.OUTCRY_ADMIN_EMAIL ?? "admin@outcry.test",
  adminPassword: process.env.OUTCRY_ADMIN_PASSWORD ?? "outcry-demo",
  stateDirectory: process.env.OUTCRY_STATE_DIRECTORY ?? ".outcry",
};
