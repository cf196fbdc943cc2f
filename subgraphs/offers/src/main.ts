import { runSubgraph } from "@outcry/service";
import { createOffers } from "./server.ts";

// biome-ignore lint/style/noProcessEnv: the process's entry hands its environment to the readers, once.
await runSubgraph("offers", process.env, createOffers);
