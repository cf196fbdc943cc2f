import type { IncomingMessage, ServerResponse } from "node:http";
import { HeaderMap } from "@apollo/server";
import type { Logger } from "pino";
import { type AtOnce, type Seat, TOO_MANY_AT_ONCE } from "../at-once.ts";
import type { Caller } from "../caller.ts";
import type { Graph } from "../graph.ts";
import type { Identity } from "../identity/identity.ts";
import type { Limits } from "../limits.ts";
import { excessOfVariables } from "../measure.ts";
import { operationNamed, type Prepared, type PreparedOperation } from "../operations.ts";
import type { Rates } from "../rates.ts";
import { badRequest, Refusal, tooComplex } from "../refusal.ts";
import { RequestContext } from "../request-context.ts";
import { type EventStreams, wantsEventStream } from "../subscriptions/event-streams.ts";
import type { TrustedDocuments } from "../trusted-documents.ts";
import { answer, answerRefusal, statusOf } from "./answer.ts";
import { parseJson, readBody, requireJson } from "./body.ts";
import type { DirectPath } from "./direct.ts";

export type Edge = Readonly<{
  graph: Graph;
  identity: Identity;
  rates: Rates;
  limits: Limits;
  atOnce: AtOnce;
  trusted: TrustedDocuments;
  log: Logger;
}>;

export type Arrival = Readonly<{ requestId: string; address: string }>;

/** What a client sent, as far as it has the right shape; what has not is left for Apollo Server to refuse. */
export type Parameters = Readonly<{
  query: string | undefined;
  operationName: string | undefined;
  variables: Record<string, unknown>;
  /** SHA-256 of a document sent earlier. */
  persisted: string | undefined;
  /** Whether everything has the right shape, extensions included. */
  wellFormed: boolean;
}>;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isAbsent = (value: unknown): value is null | undefined => value === null || value === undefined;

export function parametersIn(body: unknown): Parameters {
  if (Array.isArray(body)) throw badRequest("Several operations in one request are not served.");
  const { query, operationName, variables, extensions } = isRecord(body) ? body : {};
  const persisted = isRecord(extensions) && isRecord(extensions.persistedQuery) && extensions.persistedQuery;
  return {
    query: typeof query === "string" ? query : undefined,
    operationName: typeof operationName === "string" ? operationName : undefined,
    variables: isRecord(variables) ? variables : {},
    persisted: persisted && typeof persisted.sha256Hash === "string" ? persisted.sha256Hash : undefined,
    wellFormed:
      typeof query === "string" &&
      (typeof operationName === "string" || isAbsent(operationName)) &&
      (isRecord(variables) || isAbsent(variables)) &&
      (isRecord(extensions) || isAbsent(extensions)) &&
      !persisted,
  };
}

function parametersOf(search: URLSearchParams): Parameters {
  const json = (name: string): unknown => {
    try {
      return JSON.parse(search.get(name) ?? "null");
    } catch {
      return undefined; // Apollo Server says what is wrong with it.
    }
  };
  const once = (name: string) => (search.getAll(name).length === 1 ? search.get(name) : undefined);
  return parametersIn({
    query: once("query"),
    operationName: once("operationName"),
    variables: json("variables"),
    extensions: json("extensions"),
  });
}

/** Who asks. Refused credentials are counted against the address they came from. */
export async function identify(edge: Edge, authorization: string | undefined, address: string) {
  try {
    return await edge.identity.fromAuthorization(authorization);
  } catch (fault) {
    if (fault instanceof Refusal && fault.status === 401) await edge.rates.refusedCredentials(address);
    throw fault;
  }
}

/**
 * Everything that must hold before an operation runs: its document within limits and valid, its variables and cost
 * within limits, its guarded fields within their rates. Throws `Refusal`.
 */
export async function admit(
  edge: Edge,
  parameters: Parameters,
  caller: RequestContext["caller"],
  address: string,
): Promise<{ prepared: Prepared; operation: PreparedOperation | undefined } | null> {
  const { query, persisted, variables } = parameters;
  const { operations } = edge.graph;
  const text = query ?? (persisted ? edge.trusted.text(persisted) : undefined);
  const prepared = text ? operations.prepare(text) : persisted ? operations.known(persisted) : undefined;
  if (!prepared) return null;
  edge.trusted.check(prepared, caller);
  const excess = excessOfVariables(variables, edge.limits);
  if (excess) throw excess;
  const operation = operationNamed(prepared, parameters.operationName);
  if (!operation) return { prepared, operation };
  if (operation.cost(variables) > edge.limits.cost)
    throw tooComplex(
      `The operation may produce more than ${edge.limits.cost} objects. Ask for shorter lists.`,
    );
  await edge.rates.operation(operation, variables, caller, address);
  return { prepared, operation };
}

type GraphParts = Readonly<{ edge: Edge; streams: EventStreams; direct: DirectPath }>;

/** Serves one request for the graph over HTTP. Throws `Refusal`. */
export async function serveGraphql(
  parts: GraphParts,
  request: IncomingMessage,
  response: ServerResponse,
  arrival: Arrival,
): Promise<void> {
  const { atOnce, identity } = parts.edge;
  const known = identity.known(request.headers.authorization);
  const seat = atOnce.enter(known, arrival.address);
  if (!seat) return answerRefusal(request, response, TOO_MANY_AT_ONCE);
  try {
    await serveSeated(parts, request, response, { ...arrival, known, seat });
  } finally {
    seat.leave();
  }
}

/** Whoever may not ask now is refused on the headers: their body is not read. */
async function admitCaller(
  edge: Edge,
  { headers }: IncomingMessage,
  { address, known, seat }: Seated,
): Promise<Caller> {
  const caller = known ?? (await identify(edge, headers.authorization, address));
  seat.give(caller);
  await edge.rates.request(caller, address);
  return caller;
}

type Seated = Arrival & Readonly<{ known: Caller | null; seat: Seat }>;

async function serveSeated(
  { edge, streams, direct }: GraphParts,
  request: IncomingMessage,
  response: ServerResponse,
  seated: Seated,
): Promise<void> {
  const { requestId, address } = seated;
  const search = request.url?.includes("?") ? request.url.slice(request.url.indexOf("?")) : "";
  const caller = await admitCaller(edge, request, seated);
  let body: unknown;
  if (request.method === "POST") {
    requireJson(request.headers["content-type"]);
    body = parseJson(await readBody(request, edge.limits.bodyBytes));
  }
  const parameters =
    request.method === "GET" ? parametersOf(new URLSearchParams(search)) : parametersIn(body);
  const wantsPage = request.method === "GET" && !search && request.headers.accept?.includes("text/html");
  const admitted = wantsPage ? null : await admit(edge, parameters, caller, address);
  const { operation, prepared } = admitted ?? {};
  if (operation?.node.operation === "subscription" && prepared) {
    if (!wantsEventStream(request))
      throw badRequest(
        "Subscriptions are served over graphql-transport-ws, or to accept: text/event-stream.",
        406,
      );
    streams.serve(response, { prepared, operation, variables: parameters.variables, caller, address });
    return;
  }
  const context = new RequestContext(caller, requestId, edge.log);
  if (operation && prepared && parameters.wellFormed && request.method === "POST") {
    const { variables } = parameters;
    const { accept } = request.headers;
    if (await direct.serve(response, { prepared, operation, variables, context, accept })) return;
  }
  const result = await edge.graph.server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: request.method ?? "",
      headers: headersFor(request),
      search,
      body,
    },
    context: async () => context,
  });
  if (result.body.kind !== "complete") throw new Error("The gateway does not answer in parts.");
  const { string } = result.body;
  // Apollo Server answers 400 with this code for one reason only: variables that do not fit.
  const misfits = result.status === 400 && string.includes('"code":"BAD_USER_INPUT"');
  const status = misfits ? statusOf(request, 400, "BAD_USER_INPUT") : (result.status ?? 200);
  answer(response, status, Object.fromEntries(result.headers), string);
}

/** The headers Apollo Server reads. No other header goes further than this file. */
const FORWARDED = ["accept", "content-type", "x-apollo-operation-name", "apollo-require-preflight"];

function headersFor(request: IncomingMessage): HeaderMap {
  const headers = new HeaderMap();
  for (const name of FORWARDED) {
    const value = request.headers[name];
    if (typeof value === "string") headers.set(name, value);
  }
  if (isAskedByProgram(request)) headers.set("apollo-require-preflight", "true");
  return headers;
}

/**
 * Whether a GET without a telling header is a program's, and not a link or an image on a foreign page. Browsers say
 * which site is behind a request; those too old to say it show themselves by what only browsers send.
 */
function isAskedByProgram({ headers }: IncomingMessage): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site === "same-origin" || site === "none";
  const { cookie, origin, referer, accept = "" } = headers;
  return !cookie && !origin && !referer && !/^(image|text|video|audio)\//.test(accept);
}
