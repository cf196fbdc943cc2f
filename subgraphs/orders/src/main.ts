import { runSubgraph } from "@outcry/service";
import { environment } from "./config.ts";
import { createOrders } from "./server.ts";

await runSubgraph("orders", environment(), createOrders);
