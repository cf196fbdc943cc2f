import type { IncomingMessage } from "node:http";
import { THE_ROUTER } from "../caller.ts";
import { badRequest, Refusal } from "../refusal.ts";
import type { Subgraph } from "../subgraphs/subgraph.ts";
import { answer, JSON_TYPE } from "./answer.ts";
import { readBody } from "./body.ts";
import type { Reply } from "./reply.ts";

/** A path whose requests go to the subgraph that owns it. */
export type WebhookRoute = Readonly<{ subgraph: string; path: string; keepHeaders: readonly string[] }>;

export const WEBHOOKS: Readonly<Record<string, WebhookRoute>> = {
  "/webhooks/stripe": {
    subgraph: "payments",
    path: "/webhooks/stripe",
    keepHeaders: ["content-type", "stripe-signature"],
  },
};

export type WebhookForward = Readonly<{
  route: WebhookRoute;
  subgraph: Subgraph;
  bytesMax: number;
  requestId: string;
}>;

/** Hands a webhook on byte for byte, because its signature is over bytes. Throws `Refusal`. */
export async function forwardWebhook(
  request: IncomingMessage,
  response: Reply,
  { route, subgraph, bytesMax, requestId }: WebhookForward,
): Promise<void> {
  if (request.method !== "POST") throw badRequest("Webhooks are sent with POST.", 405);
  const body = await readBody(request, bytesMax);
  const headers: Record<string, string> = { "x-request-id": requestId };
  for (const name of route.keepHeaders) {
    const value = request.headers[name];
    if (typeof value === "string") headers[name] = value;
  }
  const result = await subgraph.forward(route.path, body, headers, THE_ROUTER).catch(() => {
    // The sender tries again later; that is what webhooks are made for.
    throw new Refusal("SUBGRAPH_UNAVAILABLE", 503, "The webhook cannot be taken right now.", {
      "retry-after": "30",
    });
  });
  answer(response, result.status, ["content-type", JSON_TYPE], result.body);
}
