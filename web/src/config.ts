import "server-only";
import { z } from "zod";

const environment = z.object({
  /** Where this server reaches the router. */
  OUTCRY_GRAPHQL_URL: z.url({ protocol: /^https?$/ }).default("http://localhost:4000/graphql"),
  /** Where browsers reach the router's socket. Left out: the host of the page, at the port of the router. */
  OUTCRY_PUBLIC_SOCKET_URL: z.url({ protocol: /^wss?$/ }).optional(),
});

export type WebConfig = Readonly<{
  graphqlUrl: string;
  publicSocketUrl: string | null;
  isDevelopment: boolean;
}>;

let read: WebConfig | null = null;

/** The environment, read once when it is first needed: a build needs none. Throws one sentence that names every problem. */
export function config(): WebConfig {
  if (read) return read;
  // An empty variable means that it was not set, as in `docker compose` files.
  const given = Object.entries(process.env).filter(([, value]) => value !== "");
  const parsed = environment.safeParse(Object.fromEntries(given));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    throw new Error(`The storefront cannot start: ${problems.join("; ")}.`);
  }
  const { OUTCRY_GRAPHQL_URL, OUTCRY_PUBLIC_SOCKET_URL } = parsed.data;
  read = {
    graphqlUrl: OUTCRY_GRAPHQL_URL,
    publicSocketUrl: OUTCRY_PUBLIC_SOCKET_URL ?? null,
    isDevelopment: process.env.NODE_ENV === "development",
  };
  return read;
}
