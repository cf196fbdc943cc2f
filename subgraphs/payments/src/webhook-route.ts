import type { Logger } from "@outcry/service";
import type { Received } from "./commands/receive-webhook.ts";

export const WEBHOOK_PATH = "/webhooks/stripe";
const BODY_BYTES_MAX = 1_000_000;

/** As much of a server as the route needs. */
type Server = {
  post(path: string, handler: (request: Incoming, reply: Reply) => Promise<unknown>): unknown;
};
type Incoming = { body?: unknown; headers: Record<string, string | string[] | undefined>; id: string };
type Reply = { code(status: number): Reply; send(body: object): unknown };

export type WebhookDeps = Readonly<{
  receive: (webhook: { body: Uint8Array; signature: string }) => Promise<Received>;
  logger: Logger;
  afterwards: () => void;
}>;

const isJson = (type: string | string[] | undefined): boolean =>
  typeof type === "string" && /^application\/json\s*(;|$)/i.test(type);

/**
 * POST /webhooks/stripe, byte for byte as it was sent. The router's passport was checked before; the signature vouches for
 * Stripe. What is sound is kept and answered with 200 at once; what is not is answered with 400, and nothing is written.
 */
export function addWebhookRoute(server: Server, deps: WebhookDeps): void {
  server.post(WEBHOOK_PATH, async (request, reply) => {
    const { body, headers } = request;
    const signature = headers["stripe-signature"];
    const isSound =
      body instanceof Uint8Array &&
      body.length <= BODY_BYTES_MAX &&
      typeof signature === "string" &&
      isJson(headers["content-type"]);
    if (!isSound) return refuse(reply);
    const received = await deps.receive({ body, signature });
    if (!received.ok) {
      logRefusal(deps.logger, received.refusal, request.id);
      return refuse(reply);
    }
    if (received.value === "KEPT") deps.afterwards();
    return reply.code(200).send({ received: true });
  });
}

const refuse = (reply: Reply) =>
  reply
    .code(400)
    .send({ errors: [{ message: "This webhook is not accepted.", extensions: { code: "BAD_REQUEST" } }] });

/** One that is signed and yet wrong in time means that a clock is wrong, ours perhaps: somebody should look. */
function logRefusal(logger: Logger, reason: string, requestId: string): void {
  const details = { reason, requestId };
  if (reason === "BAD_SIGNATURE" || reason === "NOT_AN_EVENT") logger.warn(details, "A webhook was refused.");
  else
    logger.error(
      details,
      "A webhook that Stripe signed was refused: check this server's clock and settings.",
    );
}
