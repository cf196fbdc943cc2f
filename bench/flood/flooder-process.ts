/** Floods a router from a process of its own, which gives way to every other: the CPU of whoever attacks is not ours. */
import { setPriority } from "node:os";
import { type FloodOptions, flood } from "../../scripts/test/flood.ts";
import type { Flooded } from "./router.ts";

const LOWEST_PRIORITY = 19;
setPriority(LOWEST_PRIORITY);

process.on("message", async (options: FloodOptions) => {
  const started = performance.now();
  const answers = await flood(options);
  const milliseconds = performance.now() - started;
  const isRefused = ({ status, retryAfter, body }: (typeof answers)[number]) =>
    status === 429 && Number(retryAfter) >= 1 && body.includes('"code":"RATE_LIMITED"');
  const flooded: Flooded = {
    placed: answers.filter(({ status, body }) => status === 200 && body.includes('"userErrors":[]')).length,
    refused: answers.filter(isRefused).length,
    declined: answers.filter(({ status, body }) => status === 200 && body.includes('"LIMIT_REACHED"')).length,
    unanswered: answers.filter(({ status }) => status === 0).length,
    sent: answers.length,
    milliseconds,
  };
  process.send?.(flooded);
});
process.on("disconnect", () => process.exit(0));
process.send?.("ready");
