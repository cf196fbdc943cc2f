import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Stripe from "stripe";

export const WEBHOOK_SECRET = "whsec_emulator_test";

export type Received = { event: Stripe.Event; payload: string; signature: string };

/** Stands where payments stands: verifies each webhook with the SDK, and answers as it is told to. */
export async function startReceiver() {
  const received: Received[] = [];
  const answers: number[] = [];
  const waiting: { enough: (all: Received[]) => boolean; resolve: () => void }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const payload = Buffer.concat(chunks).toString("utf8");
      const signature = String(request.headers["stripe-signature"]);
      const event = Stripe.webhooks.constructEvent(payload, signature, WEBHOOK_SECRET, 10 ** 9);
      received.push({ event, payload, signature });
      response.statusCode = answers.shift() ?? 200;
      response.end();
      for (const waiter of waiting.filter(({ enough }) => enough(received))) waiter.resolve();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/webhooks/stripe`,
    received,
    types: () => received.map(({ event }) => event.type),
    /** The next deliveries are answered with these; 200 after that. */
    answerWith: (...statuses: number[]) => answers.push(...statuses),
    /** Resolves once what was received is enough. */
    until: (enough: (all: Received[]) => boolean): Promise<void> =>
      enough(received)
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.push({ enough, resolve });
          }),
    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;
