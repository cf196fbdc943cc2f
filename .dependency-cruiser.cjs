/** Who may import whom. Every rule says why; the reason is printed when it is broken. */
const TEST = "(\\.test\\.tsx?$|/test/)";
module.exports = {
  forbidden: [
    {
      name: "no-circles",
      severity: "error",
      comment: "A circle means two modules are one. Merge them or pull out what both need.",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "subgraphs-are-strangers",
      severity: "error",
      comment: "Subgraphs meet in the composed schema and in @outcry/contracts, never in an import.",
      from: { path: "^subgraphs/([^/]+)/" },
      to: { path: "^subgraphs/", pathNot: "^subgraphs/$1/" },
    },
    {
      name: "domain-is-pure",
      severity: "error",
      comment:
        "Domain code sees only itself and the kernel: no database, no GraphQL, no clock, no environment.",
      from: { path: "^subgraphs/[^/]+/src/domain/", pathNot: TEST },
      to: { pathNot: ["^subgraphs/[^/]+/src/domain/", "^packages/kernel/"] },
    },
    {
      name: "resolvers-are-thin",
      severity: "error",
      comment: "Resolvers ask commands and loaders. They never reach the database.",
      from: { path: "^subgraphs/[^/]+/src/resolvers/", pathNot: TEST },
      to: {
        path: [
          "/src/(store|tables)/",
          "node_modules/(drizzle-orm|postgres)/",
          "^packages/(outbox|database)/",
        ],
      },
    },
    {
      name: "only-the-store-speaks-sql",
      severity: "error",
      comment:
        "Queries live in store/, one file per aggregate, so that there is one place to read, index and tune.",
      from: { path: "^subgraphs/[^/]+/src/", pathNot: ["/src/((store|tables)/|main\\.ts$)", TEST] },
      to: { path: "node_modules/(drizzle-orm|postgres)/" },
    },
    {
      name: "web-knows-only-the-schema",
      severity: "error",
      comment: "The storefront is a client. It knows the public schema, nothing behind the router.",
      from: { path: "^web/" },
      to: { path: "^(subgraphs|router|drizzle|packages)/" },
    },
    {
      name: "router-knows-no-subgraph",
      severity: "error",
      comment: "The router serves any supergraph. What it needs of ours is in the contracts.",
      from: { path: "^router/" },
      to: { path: "^(subgraphs|web|drizzle)/" },
    },
    {
      name: "packages-know-no-service",
      severity: "error",
      comment: "Shared packages point inward. If one needs a subgraph, it belongs to that subgraph.",
      from: { path: "^packages/", pathNot: "^packages/testkit/" },
      to: { path: "^(subgraphs|router|web|drizzle|e2e|bench|scripts)/" },
    },
    {
      name: "kernel-stands-alone",
      severity: "error",
      comment:
        "The kernel is arithmetic and vocabulary. It depends on nothing but the standard's own id maker.",
      from: { path: "^packages/kernel/", pathNot: TEST },
      to: { pathNot: ["^packages/kernel/", "node_modules/uuid/"] },
    },
    {
      name: "packages-have-ranks",
      severity: "error",
      comment:
        "kernel, contracts, database, outbox, service, testkit: a package imports only what ranks before it.",
      from: { path: "^packages/(contracts|database|outbox)/", pathNot: TEST },
      to: { path: "^packages/(service|testkit|embedded|stripe-emulator|demo)/" },
    },
    {
      name: "outside-tests-use-the-front-door",
      severity: "error",
      comment: "e2e and bench speak HTTP, as customers do.",
      from: { path: "^(e2e|bench)/" },
      to: { path: "^(subgraphs|router|web|drizzle)/" },
    },
    {
      name: "one-composition-root",
      severity: "error",
      comment: "Only scripts/all-in-one may know every subgraph and the router.",
      from: { path: "^scripts/", pathNot: "^scripts/(all-in-one\\.ts|all-in-one/)" },
      to: { path: "^(subgraphs|router)/[^/]+/src/(?!store/invariants)" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(\\.next|__generated__|/dist/)" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
      extensions: [".ts", ".tsx", ".js", ".json"],
    },
  },
};
