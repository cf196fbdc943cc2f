import { defineConfig } from "vitest/config";

/**
 * Two projects: `unit` needs nothing but Node; `database` shares one PostgreSQL that the global set-up starts,
 * and each of its files makes itself a database of its own.
 */
export default defineConfig({
  test: {
    pool: "forks",
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: [
            "packages/*/src/**/*.test.ts",
            "subgraphs/*/src/**/*.test.ts",
            "router/src/**/*.test.ts",
            "schema/*.test.ts",
          ],
        },
      },
      {
        extends: true,
        test: {
          name: "database",
          include: [
            "packages/*/test/**/*.test.ts",
            "subgraphs/*/test/**/*.test.ts",
            "router/test/**/*.test.ts",
          ],
          globalSetup: ["packages/testkit/src/global-setup.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
