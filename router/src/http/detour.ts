import type { IncomingMessage } from "node:http";
import { HeaderMap } from "@apollo/server";
import { badRequest } from "../refusal.ts";
import type { RequestContext } from "../request-context.ts";
import { type EventStreams, wantsEventStream } from "../subscriptions/event-streams.ts";
import { type Admitted, admit, type Edge } from "./admission.ts";
import { answer, statusOf } from "./answer.ts";
import { type Parameters, parametersIn, parametersOf } from "./parameters.ts";
import type { HeaderList, Reply } from "./reply.ts";

type Parts = Readonly<{ edge: Edge; streams: EventStreams }>;

/** A request that may be served, and for whom. */
export type Asked = Readonly<{
  request: IncomingMessage;
  response: Reply;
  address: string;
  context: RequestContext;
}>;

type Posted = Readonly<{ body: unknown; parameters: Parameters; admitted: Admitted | null }>;

const searchOf = ({ url = "" }: IncomingMessage): string =>
  url.includes("?") ? url.slice(url.indexOf("?")) : "";

/** Serves what is not sent with POST: queries in a GET, Sandbox's page, and refusals of everything else. Throws `Refusal`. */
export async function serveUnposted({ edge, streams }: Parts, asked: Asked): Promise<void> {
  const { request, address, context } = asked;
  const isGet = request.method === "GET";
  const search = searchOf(request);
  const parameters = isGet ? parametersOf(new URLSearchParams(search)) : parametersIn(undefined);
  const wantsPage = isGet && !search && request.headers.accept?.includes("text/html");
  const admitted = wantsPage ? null : await admit(edge, parameters, context.caller, address);
  await serveDetour({ edge, streams }, asked, { body: undefined, parameters, admitted });
}

/** Serves what was admitted and is out of the ordinary: streams of events, and by Apollo Server all the rest. Throws `Refusal`. */
export async function serveDetour(
  { edge, streams }: Parts,
  { request, response, address, context }: Asked,
  { body, parameters, admitted }: Posted,
): Promise<void> {
  const { operation, prepared } = admitted ?? {};
  if (operation?.node.operation === "subscription" && prepared) {
    if (!wantsEventStream(request))
      throw badRequest(
        "Subscriptions are served over graphql-transport-ws, or to accept: text/event-stream.",
        406,
      );
    const { caller } = context;
    streams.serve(response, { prepared, operation, variables: parameters.variables, caller, address });
    return;
  }
  const result = await edge.graph.server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: request.method ?? "",
      headers: headersFor(request),
      search: searchOf(request),
      body,
    },
    context: async () => context,
  });
  if (result.body.kind !== "complete") throw new Error("The gateway does not answer in parts.");
  const { string } = result.body;
  // Apollo Server answers 400 with this code for one reason only: variables that do not fit.
  const misfits = result.status === 400 && string.includes('"code":"BAD_USER_INPUT"');
  const status = misfits ? statusOf(request, 400, "BAD_USER_INPUT") : (result.status ?? 200);
  answer(response, status, listOf(result.headers), string);
}

/** `answer` says itself how long it is. */
function listOf(headers: HeaderMap): HeaderList {
  headers.delete("content-length");
  return [...headers].flat();
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
