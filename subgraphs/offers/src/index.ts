export { createOffers, type RunningOffers } from "./server.ts";
