import { type NextRequest, NextResponse } from "next/server";
import { config } from "#web/config.ts";
import { readBody } from "#web/graph/body.ts";
import { renew } from "#web/graph/renewal.ts";
import { isFromOwnPage } from "#web/graph/same-origin.ts";
import { isSecure } from "#web/graph/secure.ts";
import { cookiesFor, isStale, type SessionTokens, sessionIn } from "#web/graph/session-cookies.ts";
import { setCookie } from "#web/graph/set-cookie.ts";

/** As much as the router takes. */
const BODY_BYTES_MAX = 256 * 1024;
const ANSWER_MILLISECONDS_MAX = 15_000;
const PASSED_ON = ["content-type", "retry-after", "x-request-id"];

const refuse = (status: number, code: string, message: string): NextResponse =>
  NextResponse.json({ errors: [{ message, extensions: { code } }] }, { status });

const send = (body: string, accept: string, token: string | null): Promise<Response> =>
  fetch(config().graphqlUrl, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept,
      "apollographql-client-name": "outcry-web",
      "apollographql-client-version": "1",
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body,
    cache: "no-store",
    signal: AbortSignal.timeout(ANSWER_MILLISECONDS_MAX),
  });

type Sent = Readonly<{ response: Response; session: SessionTokens | null | undefined }>;

/** Sends with a token that is good: renewed before when it is about to expire, and once more when the router refuses it. */
async function sendSigned(body: string, accept: string, session: SessionTokens): Promise<Sent> {
  const renewal = isStale(session, Date.now()) ? await renew(session) : null;
  if (renewal?.kind === "ended") return { response: await send(body, accept, null), session: null };
  const current = renewal?.kind === "renewed" ? renewal.session : session;
  const response = await send(body, accept, current.accessToken);
  const changed = renewal ? current : undefined;
  if (response.status !== 401 || renewal) return { response, session: changed };
  const second = await renew(current);
  if (second.kind === "unknown") return { response, session: undefined };
  await response.body?.cancel();
  // Whoever's session has ended is a visitor like any other: public answers still come, private ones say so.
  if (second.kind === "ended") return { response: await send(body, accept, null), session: null };
  return { response: await send(body, accept, second.session.accessToken), session: second.session };
}

/**
 * Takes the operations of this site's own pages to the router, with the visitor's token, which scripts never see.
 * The router's status and answer come back as they are.
 */
export async function POST(request: NextRequest): Promise<NextResponse> {
  if (!isFromOwnPage(request.headers))
    return refuse(403, "FORBIDDEN", "Only pages of this site may use this address. The graph has its own.");
  if (!request.headers.get("content-type")?.startsWith("application/json"))
    return refuse(415, "BAD_REQUEST", "Send application/json.");
  const body = await readBody(request, BODY_BYTES_MAX);
  if (body === null) return refuse(413, "PAYLOAD_TOO_LARGE", "An operation is at most 256 KB.");
  const accept = request.headers.get("accept") ?? "application/json";
  const visitor = sessionIn((name) => request.cookies.get(name)?.value);
  try {
    const { response, session } = visitor
      ? await sendSigned(body, accept, visitor)
      : { response: await send(body, accept, null), session: undefined };
    const answer = new NextResponse(await response.text(), { status: response.status });
    answer.headers.set("cache-control", "no-store");
    for (const name of PASSED_ON) {
      const value = response.headers.get(name);
      if (value) answer.headers.set(name, value);
    }
    if (session !== undefined)
      for (const cookie of cookiesFor(session, isSecure(request))) setCookie(answer, cookie);
    return answer;
  } catch {
    return refuse(503, "SUBGRAPH_UNAVAILABLE", "We cannot reach the market right now.");
  }
}
