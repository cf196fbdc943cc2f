import type { IncomingMessage, ServerResponse } from "node:http";
import type { Refusal } from "../refusal.ts";

const JSON_TYPE = "application/json; charset=utf-8";
const GRAPHQL_TYPE = "application/graphql-response+json; charset=utf-8";

export function answer(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
  response.end(body);
}

/** Answers with a refusal: always JSON with a code, whatever was asked. */
export function answerRefusal(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  const acceptsGraphql = request.headers.accept?.includes("application/graphql-response+json") ?? false;
  answer(
    response,
    refusal.status,
    { "content-type": acceptsGraphql ? GRAPHQL_TYPE : JSON_TYPE, ...refusal.headers },
    JSON.stringify({ errors: refusal.errors }),
  );
}

/** The bytes of a refusal for a socket whose request never became one. */
export function rawRefusal(refusal: Refusal, reason: string): string {
  const body = JSON.stringify({ errors: refusal.errors });
  return [
    `HTTP/1.1 ${refusal.status} ${reason}`,
    `content-type: ${JSON_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
    "",
    body,
  ].join("\r\n");
}
