import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { SCOPES, type SubgraphName } from "@outcry/contracts";
import { PASSPORT_HEADER, signPassport } from "@outcry/service";
import { PASSPORT_KEY } from "./constants.ts";

export type Answer<Data> = { data: Data; errors?: { message: string; extensions: { code: string } }[] };

/** Signs for the router, as the person asks. */
const passportFor = (audience: SubgraphName, body: string, userId: string | null, roles: readonly string[]) =>
  signPassport({
    key: PASSPORT_KEY,
    caller: "router",
    audience,
    subject: userId,
    roles: userId === null ? [] : roles,
    scopes: userId === null ? [] : SCOPES,
    body,
    now: new Date(),
  });

/** Asks a subgraph's graph as somebody, through the passport the router would sign. */
export async function ask<Data>(
  subgraph: { name: SubgraphName; url: string },
  userId: string | null,
  query: string,
  variables: Record<string, unknown> = {},
  roles: readonly string[] = ["BUYER", "SELLER"],
): Promise<Answer<Data>> {
  const body = JSON.stringify({ query, variables });
  const response = await fetch(`${subgraph.url}/graphql`, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      [PASSPORT_HEADER]: passportFor(subgraph.name, body, userId, roles),
    },
  });
  return (await response.json()) as Answer<Data>;
}

/** Hands a webhook to payments byte for byte, as the router does. */
export function forwardWebhook(
  paymentsUrl: string,
  body: string,
  headers: Record<string, string>,
): Promise<Response> {
  const passport = passportFor("payments", body, null, []);
  return fetch(`${paymentsUrl}/webhooks/stripe`, {
    method: "POST",
    body,
    headers: { ...headers, [PASSPORT_HEADER]: passport },
  });
}

export type FrontDoor = Readonly<{ url: string; close(): Promise<void> }>;

/** As much of the router as webhooks need. `paymentsUrl` is looked up when one comes. */
export async function openFrontDoor(paymentsUrl: () => string): Promise<FrontDoor> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const headers = {
        "content-type": String(request.headers["content-type"]),
        "stripe-signature": String(request.headers["stripe-signature"]),
      };
      forwardWebhook(paymentsUrl(), Buffer.concat(chunks).toString("utf8"), headers)
        .then((answer) => response.writeHead(answer.status).end())
        .catch(() => response.writeHead(503).end());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/webhooks/stripe`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
