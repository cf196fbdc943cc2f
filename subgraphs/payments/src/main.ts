import { runSubgraph } from "@outcry/service";
import { environment, paymentsEnvironment, stripeOptionsOf } from "./config.ts";
import { createPayments } from "./server.ts";

await runSubgraph({
  name: "payments",
  calls: ["catalog", "orders"],
  own: paymentsEnvironment,
  environment: environment(),
  create: (dependencies, own) => createPayments({ ...dependencies, stripe: stripeOptionsOf(own) }),
});
