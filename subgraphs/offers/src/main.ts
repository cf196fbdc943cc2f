import { runSubgraph } from "@outcry/service";
import { z } from "zod";
import { environment } from "./config.ts";
import { createOffers } from "./server.ts";

await runSubgraph({
  name: "offers",
  calls: ["identity", "catalog", "orders", "payments"],
  own: z.object({}),
  environment: environment(),
  create: createOffers,
});
