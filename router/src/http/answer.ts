import type { IncomingMessage } from "node:http";
import { gzip } from "node:zlib";
import type { PublicCode, Refusal } from "../refusal.ts";
import { type Body, lengthOf } from "./bytes.ts";
import type { HeaderList, Reply } from "./reply.ts";

export const JSON_TYPE = "application/json; charset=utf-8";
export const GRAPHQL_TYPE = "application/graphql-response+json; charset=utf-8";

/** Characters or bytes. Below, compression saves less time on the wire than it takes; a page's ordinary answer is. */
const COMPRESSED_MIN = 8 * 1024;
/** Most of the gain for a fifth of the work of the usual level. */
const GZIP_LEVEL = 2;

export function answer(response: Reply, status: number, headers: HeaderList, body: Body): void {
  if (response.headersSent || response.destroyed) return;
  if (body.length >= COMPRESSED_MIN && acceptsGzip(response.req)) {
    answerCompressed(response, status, headers, body);
    return;
  }
  const length = String(lengthOf(body));
  response.writeHead(status, [...response.standing, "vary", "Origin", ...headers, "content-length", length]);
  response.end(body);
}

const acceptsGzip = ({ headers }: IncomingMessage): boolean =>
  /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(String(headers["accept-encoding"] ?? ""));

function answerCompressed(response: Reply, status: number, headers: HeaderList, body: Body): void {
  gzip(body, { level: GZIP_LEVEL }, (fault, compressed) => {
    if (response.headersSent || response.destroyed) return;
    const sent = fault ? body : compressed;
    response.writeHead(status, [
      ...response.standing,
      ...["vary", "Origin, Accept-Encoding"],
      ...headers,
      ...(fault ? [] : ["content-encoding", "gzip"]),
      ...["content-length", String(lengthOf(sent))],
    ]);
    response.end(sent);
  });
}

/** Faults of the operation, as opposed to the request. */
const OPERATION_FAULTS: ReadonlySet<PublicCode> = new Set([
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "BAD_USER_INPUT",
]);

/**
 * The status of a refused operation. Clients that accept `application/json` only are of the time before the
 * GraphQL-over-HTTP specification, and take any status but 200 for a broken connection: it says 200 to them.
 */
export function statusOf(request: IncomingMessage, status: number, code: PublicCode): number {
  const { accept = "" } = request.headers;
  const isLegacy =
    accept.includes("application/json") && !accept.includes("application/graphql-response+json");
  return isLegacy && OPERATION_FAULTS.has(code) ? 200 : status;
}

/** Answers with a refusal: always JSON with a code, whatever was asked. */
export function answerRefusal(request: IncomingMessage, response: Reply, refusal: Refusal): void {
  const acceptsGraphql = request.headers.accept?.includes("application/graphql-response+json") ?? false;
  answer(
    response,
    statusOf(request, refusal.status, refusal.code),
    ["content-type", acceptsGraphql ? GRAPHQL_TYPE : JSON_TYPE, ...Object.entries(refusal.headers).flat()],
    refusal.body,
  );
}

/** The bytes of a refusal for a socket whose request never became one. */
export function rawRefusal(refusal: Refusal, reason: string): string {
  const { body } = refusal;
  return [
    `HTTP/1.1 ${refusal.status} ${reason}`,
    `content-type: ${JSON_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
    "",
    body,
  ].join("\r\n");
}
