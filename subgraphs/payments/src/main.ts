import { runSubgraph } from "@outcry/service";
import { environment, readStripeOptions } from "./config.ts";
import { createPayments } from "./server.ts";

const stripe = readStripeOptions(environment());
await runSubgraph("payments", environment(), (dependencies) => createPayments({ ...dependencies, stripe }));
