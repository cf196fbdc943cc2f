import type { IncomingMessage } from "node:http";
import type { HeaderList, Reply } from "./reply.ts";

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

const NONE: HeaderList = [];

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

  /** What browsers ask for (CORS), for every answer to this request. */
  headersFor(request: IncomingMessage): HeaderList {
    const { origin } = request.headers;
    if (origin === undefined || !this.allows(request)) return NONE;
    return [
      ...["access-control-allow-origin", origin],
      ...["access-control-expose-headers", "x-request-id, retry-after"],
    ];
  }

  /** Answers what browsers ask before they ask. */
  answerPreflight(request: IncomingMessage, response: Reply): void {
    const allowed = request.headers.origin !== undefined && this.allows(request);
    response.writeHead(204, [
      ...response.standing,
      ...["vary", "Origin"],
      ...(allowed ? allowedMethods(request) : NONE),
      ...["allow", ALLOWED_METHODS],
    ]);
    response.end();
  }
}

function allowedMethods({ headers }: IncomingMessage): HeaderList {
  const allowed = [
    ...["access-control-allow-methods", ALLOWED_METHODS],
    ...["access-control-allow-headers", ALLOWED_HEADERS],
    ...["access-control-max-age", PREFLIGHT_SECONDS],
  ];
  // Browsers ask before a public page (Sandbox) may reach a private address (localhost).
  if (headers["access-control-request-private-network"] === "true")
    allowed.push("access-control-allow-private-network", "true");
  return allowed;
}
