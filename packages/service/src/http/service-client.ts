import { Pool } from "undici";
import { ServiceUnavailableError } from "../faults.ts";
import { PASSPORT_HEADER, signPassport } from "../passport.ts";

/** Asks another subgraph for something its internal schema offers, in this service's own name. */
export type ServiceClient = {
  /** Throws ServiceUnavailableError when there is no sound answer in time. Repeatable: it says nothing about whether it arrived. */
  ask<Data>(
    operation: string,
    variables: Record<string, unknown>,
    options?: { timeoutMilliseconds?: number },
  ): Promise<Data>;
  close(): Promise<void>;
};

const TIMEOUT_MILLISECONDS = 500;
const CONNECTIONS_MAX = 8;

export type ServiceClientOptions = Readonly<{ url: string; caller: string; audience: string; key: string }>;

export function makeServiceClient({ url, caller, audience, key }: ServiceClientOptions): ServiceClient {
  const pool = new Pool(url, { connections: CONNECTIONS_MAX, pipelining: 1 });
  return {
    async ask<Data>(
      operation: string,
      variables: Record<string, unknown>,
      options: { timeoutMilliseconds?: number } = {},
    ) {
      const body = JSON.stringify({ query: operation, variables });
      const passport = signPassport({ key, caller, audience, body, now: new Date() });
      try {
        const response = await pool.request({
          method: "POST",
          path: "/graphql",
          body,
          headers: { "content-type": "application/json", [PASSPORT_HEADER]: passport },
          signal: AbortSignal.timeout(options.timeoutMilliseconds ?? TIMEOUT_MILLISECONDS),
        });
        const answer = (await response.body.json()) as { data?: Data; errors?: { message: string }[] };
        if (answer.errors?.length || !answer.data)
          throw new Error(answer.errors?.[0]?.message ?? `HTTP ${response.statusCode}`);
        return answer.data;
      } catch (cause) {
        const error = new ServiceUnavailableError(`${audience} did not answer.`);
        error.cause = cause;
        throw error;
      }
    },
    close: () => pool.close(),
  };
}
