import { signPassport } from "@outcry/service";
import postgres from "postgres";
import type { Fleet } from "./fleet.ts";

export const SUBGRAPHS = ["identity", "catalog", "offers", "orders", "payments"] as const;
export type SubgraphName = (typeof SUBGRAPHS)[number];

const BODY = JSON.stringify({ query: "{ _service { sdl } }" });

export type Knock = Readonly<{
  /** What is wrong with this one, in words for the test's name. */
  name: string;
  passport(fleet: Fleet, audience: SubgraphName): string | null;
}>;

const signed = (key: string, audience: string, body = BODY, now = new Date()): string =>
  signPassport({ key, caller: "router", audience, body, now });

/** Everything somebody inside the network might try who is not the router. */
export const KNOCKS: readonly Knock[] = [
  { name: "no passport", passport: () => null },
  { name: "an invented key", passport: (_fleet, audience) => signed("k".repeat(43), audience) },
  {
    name: "a key of another pair",
    passport: (fleet, audience) =>
      signed(fleet.keyOf(`router>${audience === "catalog" ? "offers" : "catalog"}`), audience),
  },
  {
    name: "a passport for somebody else",
    passport: (fleet, audience) =>
      signed(fleet.keyOf(`router>${audience}`), audience === "catalog" ? "offers" : "catalog"),
  },
  {
    name: "a passport for another body",
    passport: (fleet, audience) => signed(fleet.keyOf(`router>${audience}`), audience, `${BODY} `),
  },
  {
    name: "a passport of a minute ago",
    passport: (fleet, audience) =>
      signed(fleet.keyOf(`router>${audience}`), audience, BODY, new Date(Date.now() - 61_000)),
  },
];

/** The status a subgraph answers a direct call with. */
export async function knock(fleet: Fleet, audience: SubgraphName, { passport }: Knock): Promise<number> {
  const shown = passport(fleet, audience);
  const response = await fetch(`${fleet.urlOf(audience)}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(shown && { "outcry-passport": shown }) },
    body: BODY,
  });
  return response.status;
}

/** The status of a right passport: without it, a door that refuses everybody would pass for a good one. */
export const knockAsTheRouter = (fleet: Fleet, audience: SubgraphName): Promise<number> =>
  knock(fleet, audience, {
    name: "the router",
    passport: () => signed(fleet.keyOf(`router>${audience}`), audience),
  });

/** What a subgraph's own role is told when it reaches for another's tables. */
export async function reachInto(fleet: Fleet, own: SubgraphName, other: SubgraphName): Promise<string> {
  const sql = postgres(fleet.database.urlOf(own), { max: 1 });
  const answer = await sql.unsafe(`select 1 from ${other}.outbox limit 1`).then(
    () => "rows",
    (fault: Error) => fault.message,
  );
  await sql.end();
  return answer;
}
