import { setTimeout as wait } from "node:timers/promises";
import { Mistake } from "./stop-with-sentence.ts";

/** A client of the public graph, as any partner would write one: bearer token, deadline, and patience. */
export type GraphClient = {
  /** Throws a Mistake when the answer is a top-level error that trying again does not mend. */
  ask<Data>(operation: string, variables?: Record<string, unknown>): Promise<Data>;
};

export type UserErrorAnswer = { __typename: string; message: string; code: string; field: string[] | null };
export const USER_ERRORS = "userErrors { __typename message code field }";

const TIMEOUT_MILLISECONDS = 15_000;
const ATTEMPTS_MAX = 60;
const PAUSE_MILLISECONDS_MAX = 2_000;
const WORTH_ANOTHER_TRY = new Set(["RATE_LIMITED", "SUBGRAPH_UNAVAILABLE", "TIMEOUT", "INTERNAL"]);

type Answer<Data> = { data?: Data | null; errors?: { message: string; extensions?: { code?: string } }[] };

async function send<Data>(
  url: string,
  token: string | null,
  body: string,
): Promise<Answer<Data> | { pause: number }> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    });
    if (response.status === 429) return { pause: Number(response.headers.get("retry-after") ?? 1) * 1_000 };
    return (await response.json()) as Answer<Data>;
  } catch {
    return { pause: PAUSE_MILLISECONDS_MAX / 4 }; // Not there just now, or too slow: worth another try.
  }
}

/**
 * Operations are sent again until they are answered, so each must be a query, or carry an idempotency key.
 * A marketplace that restarts in between is waited for, two minutes at most.
 */
export function graphClient(url: string, token: string | null): GraphClient {
  return {
    async ask<Data>(operation: string, variables: Record<string, unknown> = {}) {
      const body = JSON.stringify({ query: operation, variables });
      let last = "no answer";
      for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
        const answer = await send<Data>(url, token, body);
        if ("pause" in answer) {
          await wait(Math.max(100, Math.min(answer.pause, PAUSE_MILLISECONDS_MAX)));
          continue;
        }
        const [error] = answer.errors ?? [];
        if (!error && answer.data) return answer.data;
        last = error?.message ?? "an empty answer";
        if (!WORTH_ANOTHER_TRY.has(error?.extensions?.code ?? ""))
          throw new Mistake(`${url} refused the request: ${last}`);
        await wait(Math.min(100 * attempt, PAUSE_MILLISECONDS_MAX));
      }
      throw new Mistake(`${url} does not answer (${last}). Is Outcry running? Start it with \`npm start\`.`);
    },
  };
}
