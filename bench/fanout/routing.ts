/** The router as a process of its own. Tells its address; answers each message with its CPU time and its memory, which `memory` makes it tidy first. */
import { createRouter } from "@outcry/router";
import { pino } from "pino";

const [file = ""] = process.argv.slice(2);
const router = createRouter({
  supergraph: { file },
  passports: "off",
  identity: null,
  port: 0,
  rates: "off",
  logger: pino({ level: "error" }),
});
await router.start();
process.on("message", (message) => {
  if (message === "memory") {
    // Twice, because what the first finds may hold on to what the second can free.
    globalThis.gc?.();
    globalThis.gc?.();
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send?.({ cpu: process.cpuUsage(), rss, kept: heapUsed + external });
});
process.on("disconnect", () => process.exit());
process.send?.(router.url);
