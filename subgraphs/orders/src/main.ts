import { runSubgraph } from "@outcry/service";
import { environment, ordersEnvironment } from "./config.ts";
import { createOrders } from "./server.ts";

await runSubgraph({
  name: "orders",
  calls: ["identity", "offers", "payments"],
  own: ordersEnvironment,
  environment: environment(),
  create: (dependencies) => createOrders(dependencies),
});
