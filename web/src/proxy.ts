import { type NextRequest, NextResponse } from "next/server";
import { config as webConfig } from "#web/config.ts";
import { renew } from "#web/graph/renewal.ts";
import { isSecure } from "#web/graph/secure.ts";
import { contentSecurityPolicy, PLAIN_HEADERS } from "#web/graph/security-headers.ts";
import { cookiesFor, isStale, type SessionTokens, sessionIn } from "#web/graph/session-cookies.ts";
import { socketUrlFor } from "#web/graph/socket-url.ts";

export const config = {
  // Pages. `/graphql` and `/session` see to their cookies themselves; files need neither.
  matcher: ["/((?!_next/|pictures/|graphql$|session$|icon.svg$|favicon.ico$).*)"],
};

/** The session to write into cookies: a renewed one, null to end it, undefined to leave them alone. */
async function renewedSession(request: NextRequest): Promise<SessionTokens | null | undefined> {
  const session = sessionIn((name) => request.cookies.get(name)?.value);
  if (!session || !isStale(session, Date.now())) return undefined;
  const renewal = await renew(session);
  if (renewal.kind === "unknown") return undefined;
  return renewal.kind === "renewed" ? renewal.session : null;
}

/** Before every page: renews the visitor's session when it is about to expire, and writes the security headers. */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const secure = isSecure(request);
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
  const socketUrl = socketUrlFor(request.headers.get("host"), secure, webConfig());
  const policy = contentSecurityPolicy(nonce, socketUrl, webConfig().isDevelopment);

  const session = await renewedSession(request);
  const written = session === undefined ? [] : cookiesFor(session, secure);
  for (const [name, value] of written) request.cookies.set(name, value);

  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("x-socket-url", socketUrl);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  for (const [name, value] of Object.entries(PLAIN_HEADERS)) response.headers.set(name, value);
  for (const [name, value, settings] of written) response.cookies.set(name, value, settings);
  return response;
}
