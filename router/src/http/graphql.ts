import type { IncomingMessage } from "node:http";
import { TOO_MANY_AT_ONCE } from "../at-once.ts";
import { RequestContext } from "../request-context.ts";
import type { EventStreams } from "../subscriptions/event-streams.ts";
import { admit, type Edge, identify } from "./admission.ts";
import { answer, answerRefusal } from "./answer.ts";
import { parseJson, readBody, requireJson } from "./body.ts";
import { serveDetour, serveUnposted } from "./detour.ts";
import type { DirectPath } from "./direct.ts";
import { parametersIn } from "./parameters.ts";
import type { Reply } from "./reply.ts";

export type Arrival = Readonly<{ requestId: string; address: string }>;

type Parts = Readonly<{ edge: Edge; streams: EventStreams; direct: DirectPath }>;

/**
 * Serves one request for the graph over HTTP. Throws `Refusal`. The way of most requests is in this one function, because
 * each function more that waits is a promise more for each of them.
 */
export async function serveGraphql(
  parts: Parts,
  request: IncomingMessage,
  response: Reply,
  { requestId, address }: Arrival,
): Promise<void> {
  const { edge, direct } = parts;
  const { authorization, accept } = request.headers;
  const known = edge.identity.known(authorization);
  const seat = edge.atOnce.enter(known, address);
  if (!seat) return answerRefusal(request, response, TOO_MANY_AT_ONCE);
  try {
    // Whoever may not ask now is refused on the headers: their body is not read.
    const caller = known ?? (await identify(edge, authorization, address));
    edge.atOnce.give(seat, caller);
    // Waits in any case, which lets node take in a body that came with the headers.
    await edge.rates.request(caller, address);
    const context = new RequestContext(caller, requestId, edge.log);
    const asked = { request, response, address, context };
    if (request.method !== "POST") return await serveUnposted(parts, asked);
    requireJson(request.headers["content-type"]);
    const body = parseJson(await readBody(request, edge.limits.bodyBytes));
    const parameters = parametersIn(body);
    const admitted = await admit(edge, parameters, caller, address);
    const ordinary = parameters.wellFormed ? direct.prepare(admitted, parameters.variables, accept) : null;
    if (!ordinary) return await serveDetour(parts, asked, { body, parameters, admitted });
    const written = await direct.body(ordinary, context);
    answer(response, 200, ["content-type", ordinary.contentType, "cache-control", "no-store"], written);
  } finally {
    edge.atOnce.leave(seat);
  }
}
