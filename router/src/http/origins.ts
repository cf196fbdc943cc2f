import type { IncomingMessage, ServerResponse } from "node:http";

/** Where Apollo Sandbox and Explorer run; they call the router from the developer's browser. */
const SANDBOX_ORIGINS = [
  "https://sandbox.embed.apollographql.com",
  "https://studio.apollographql.com",
  "https://explorer.embed.apollographql.com",
];

const PREFLIGHT_SECONDS = "600";
const ALLOWED_METHODS = "GET, POST, OPTIONS";
const ALLOWED_HEADERS = [
  "accept",
  "apollo-require-preflight",
  "apollographql-client-name",
  "apollographql-client-version",
  "authorization",
  "content-type",
  "x-apollo-operation-name",
  "x-request-id",
].join(", ");

/** The web pages that may call the router: the storefront, and Sandbox in development. */
export class Origins {
  readonly #allowed: ReadonlySet<string>;

  constructor(storefront: readonly string[], sandbox: boolean) {
    this.#allowed = new Set([...storefront, ...(sandbox ? SANDBOX_ORIGINS : [])]);
  }

  /** Whether this request may come from a page. No Origin means that no page sent it. */
  allows(request: IncomingMessage): boolean {
    const { origin, host } = request.headers;
    if (origin === undefined) return true;
    return this.#allowed.has(origin) || origin === `http://${host}` || origin === `https://${host}`;
  }

  /** Writes what browsers ask for (CORS). True when the request was a preflight and is answered. */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    response.setHeader("vary", "Origin");
    const { origin } = request.headers;
    const allowed = origin !== undefined && this.allows(request);
    if (allowed) {
      response.setHeader("access-control-allow-origin", origin);
      response.setHeader("access-control-expose-headers", "x-request-id, retry-after");
    }
    if (request.method !== "OPTIONS") return false;
    if (allowed) this.#allowMethods(request, response);
    response.writeHead(204, { allow: ALLOWED_METHODS }).end();
    return true;
  }

  #allowMethods(request: IncomingMessage, response: ServerResponse): void {
    response.setHeader("access-control-allow-methods", ALLOWED_METHODS);
    response.setHeader("access-control-allow-headers", ALLOWED_HEADERS);
    response.setHeader("access-control-max-age", PREFLIGHT_SECONDS);
    // Browsers ask before a public page (Sandbox) may reach a private address (localhost).
    if (request.headers["access-control-request-private-network"] === "true")
      response.setHeader("access-control-allow-private-network", "true");
  }
}
