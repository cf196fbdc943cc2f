import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { cannedAnswers } from "./canned.ts";
import { SCHEMAS } from "./schemas.ts";

// All subgraphs in one process, each at an address of its own. Says where they are, and is told how slow to be.
let latencyMilliseconds = 0;
let calls = 0;

const urls: Record<string, string> = {};
for (const [name, sdl] of Object.entries(SCHEMAS)) {
  const answer = cannedAnswers(sdl);
  const server = createServer({ keepAliveTimeout: 120_000, noDelay: true }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      calls += 1;
      const body = answer(Buffer.concat(chunks).toString("utf8"));
      const send = () => {
        const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
        response.writeHead(200, headers).end(body);
      };
      if (latencyMilliseconds > 0) setTimeout(send, latencyMilliseconds);
      else send();
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  urls[name] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

process.on("message", (message: { latencyMilliseconds?: number }) => {
  if (message.latencyMilliseconds !== undefined) latencyMilliseconds = message.latencyMilliseconds;
  process.send?.({ calls });
  calls = 0;
});
process.on("disconnect", () => process.exit());
process.send?.({ urls });
