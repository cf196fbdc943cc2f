import { runSubgraph } from "@outcry/service";
import { environment, identityEnvironment } from "./config.ts";
import { createIdentity } from "./server.ts";

await runSubgraph({
  name: "identity",
  calls: [],
  own: identityEnvironment,
  environment: environment(),
  create: (dependencies, { IDENTITY_SIGNING_KEY: signingKey }) =>
    createIdentity({ ...dependencies, signingKey }),
});
