import { createRequire } from "node:module";
import { defineConfig } from "vitest/config";

/** Real servers on a shared machine stall for seconds now and then. What fails twice in a row is broken. */
const retry = 1;

const database = {
  retry,
  globalSetup: ["packages/testkit/src/global-setup.ts"],
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

/**
 * `unit` needs nothing but Node. `database` shares one PostgreSQL that the global set-up starts; each of its files gets a
 * database of its own. `fleet` starts processes, `browser` a whole marketplace and Chromium: both one file at a time.
 */
export default defineConfig({
  // graphql has an ES module build that Vite prefers and Node, like the Apollo packages, does not: two copies do not mix.
  resolve: { alias: [{ find: /^graphql$/, replacement: createRequire(import.meta.url).resolve("graphql") }] },
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
            "web/src/**/*.test.ts",
            "schema/*.test.ts",
            "scripts/**/*.test.ts",
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
          ...database,
        },
      },
      {
        extends: true,
        test: {
          name: "fleet",
          include: ["scripts/test/**/*.fleet.ts"],
          ...database,
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          retry,
          include: ["e2e/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
