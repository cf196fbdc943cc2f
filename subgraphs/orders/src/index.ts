export { createOrders } from "./server.ts";
