import { runSubgraph } from "@outcry/service";
import { readIdentityConfig } from "./config.ts";
import { createIdentity } from "./server.ts";

// biome-ignore lint/style/noProcessEnv: the process's entry hands its environment to the readers, once.
const environment = process.env;

const own = readIdentityConfig(environment);

await runSubgraph("identity", environment, (dependencies) => createIdentity({ ...dependencies, ...own }));
