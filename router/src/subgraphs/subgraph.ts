import { PASSPORT_HEADER } from "@outcry/service";
import { GraphQLError } from "graphql";
import type { Logger } from "pino";
import { type Caller, identityOf } from "../caller.ts";
import { InFlight, type WriteCount } from "../executor/in-flight.ts";
import { clear, sanitizeSubgraphError, UNAVAILABLE_MESSAGES } from "../masking.ts";
import type { Passports } from "../passports.ts";
import type { PublicError } from "../refusal.ts";
import { Breaker } from "./breaker.ts";
import { type Answer, DeadlineExceeded, type Transport } from "./transport.ts";

/** A query is worth at most this much waiting; the page lives without it. */
const QUERY_MILLISECONDS_MAX = 3_000;
/** A mutation may wait for a payment provider, and giving up on it loses its answer. */
const MUTATION_MILLISECONDS_MAX = 10_000;
const RETRIES_MAX = 1;
const RETRY_PAUSE_MILLISECONDS_MAX = 50;
const ERRORS_MAX = 100;
const NO_HEADERS = {};
const NO_ERRORS: readonly unknown[] = [];

/** For whom a subgraph is called. */
export type CallContext = Readonly<{ caller: Caller; requestId: string; log: Logger }>;

export type SubgraphCall = CallContext &
  Readonly<{
    query: string;
    variables: Record<string, unknown> | undefined;
    operationName: string | undefined;
  }>;

export type SubgraphResult = {
  data: Record<string, unknown> | null;
  errors: PublicError[];
};

/** A subgraph did not answer, or not in time. The cause is in the log. */
export class SubgraphFailure extends GraphQLError {
  readonly #code: "SUBGRAPH_UNAVAILABLE" | "TIMEOUT";

  constructor(code: "SUBGRAPH_UNAVAILABLE" | "TIMEOUT") {
    super(UNAVAILABLE_MESSAGES[code], { extensions: { code } });
    clear(this);
    this.#code = code;
  }

  toPublic(): PublicError {
    return { message: this.message, extensions: { code: this.#code } };
  }
}

/** An answer that is not one: HTML, a proxy's page, half a JSON. */
class NotAnAnswer extends Error {}

export type SubgraphOptions = Readonly<{
  name: string;
  transport: Transport;
  passports: Passports;
  /** Mutations that went to any subgraph: queries from before one are not shared with those after it. */
  writes: WriteCount;
}>;

/** One subgraph as the router uses it: deadlines, one retry where it is harmless, a breaker, masked errors. */
export class Subgraph {
  readonly name: string;
  readonly #transport: Transport;
  readonly #passports: Passports;
  readonly #writes: WriteCount;
  readonly #breaker = new Breaker();
  readonly #inFlight = new InFlight<Answer>();

  constructor({ name, transport, passports, writes }: SubgraphOptions) {
    this.name = name;
    this.#transport = transport;
    this.#passports = passports;
    this.#writes = writes;
  }

  /** Rejects with `SubgraphFailure` only. */
  call({ query, variables, operationName, ...context }: SubgraphCall): Promise<SubgraphResult> {
    return this.send(
      JSON.stringify({ query, variables, operationName }),
      !query.startsWith("mutation"),
      context,
    );
  }

  /** The same for a body that is already written. */
  async send(body: string, isQuery: boolean, call: CallContext): Promise<SubgraphResult> {
    try {
      // What is shared is text: each reads its own copy, which it may then change.
      const answer = await (isQuery
        ? this.#inFlight.share(
            { writes: this.#writes.current, identity: identityOf(call.caller) },
            body,
            () => this.#post(body, isQuery, call),
          )
        : this.#post(body, isQuery, call).finally(() => this.#writes.add()));
      return this.#read(answer, call);
    } catch (cause) {
      if (cause instanceof SubgraphFailure) throw cause;
      const code = cause instanceof DeadlineExceeded ? "TIMEOUT" : "SUBGRAPH_UNAVAILABLE";
      call.log.warn({ subgraph: this.name, code, err: cause }, "a subgraph did not answer");
      throw new SubgraphFailure(code);
    }
  }

  /** Forwards bytes as they are, for instance a webhook. Rejects when there is no answer. */
  forward(path: string, body: Uint8Array, headers: Record<string, string>, caller: Caller): Promise<Answer> {
    return this.#transport.post({
      path,
      body,
      headers: { ...headers, ...this.#passportHeader(caller, body) },
      deadlineMilliseconds: MUTATION_MILLISECONDS_MAX,
    });
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  /** The breaker judges what arrives, not what it says: an answer that is none counts as a failure. */
  async #post(body: string, isQuery: boolean, call: CallContext): Promise<Answer> {
    const begun = Date.now();
    if (!this.#breaker.allows(begun)) throw new SubgraphFailure("SUBGRAPH_UNAVAILABLE");
    let deadlineMilliseconds = isQuery ? QUERY_MILLISECONDS_MAX : MUTATION_MILLISECONDS_MAX;
    const deadline = begun + deadlineMilliseconds;
    for (let attempt = 0; ; attempt += 1) {
      try {
        const headers = this.#graphHeaders(call, body);
        const answer = await this.#transport.post({ body, headers, deadlineMilliseconds });
        this.#breaker.record(answer.status < 500 && answer.body.startsWith("{"), Date.now());
        return answer;
      } catch (cause) {
        // Only what never arrived or changes nothing is sent again, and never after the deadline.
        if (!isQuery || attempt >= RETRIES_MAX || cause instanceof DeadlineExceeded) {
          this.#breaker.record(false, Date.now());
          throw cause;
        }
      }
      await new Promise((resume) => setTimeout(resume, Math.random() * RETRY_PAUSE_MILLISECONDS_MAX));
      deadlineMilliseconds = Math.max(1, deadline - Date.now());
    }
  }

  #graphHeaders({ caller, requestId }: CallContext, body: string): Readonly<Record<string, string>> {
    const passport = this.#passports.issue(this.name, caller, body);
    return passport
      ? { "x-request-id": requestId, [PASSPORT_HEADER]: passport }
      : { "x-request-id": requestId };
  }

  #passportHeader(caller: Caller, body: string | Uint8Array): Record<string, string> {
    const passport = this.#passports.issue(this.name, caller, body);
    return passport ? { [PASSPORT_HEADER]: passport } : NO_HEADERS;
  }

  #read(answer: Answer, call: CallContext): SubgraphResult {
    const { data, errors: received } = parse(answer);
    if (received.length === 0) return { data, errors: [] };
    // A logger is made per request, and not before there is something to say.
    const { log } = call;
    const errors = received.slice(0, ERRORS_MAX).map((error) => {
      // Our passport was refused: that is between us and the subgraph, the client is not to blame.
      const refused = answer.status === 401 || answer.status === 403;
      return clear(
        sanitizeSubgraphError(refused ? { message: "passport refused", error } : error, this.name, log),
      );
    });
    return { data, errors };
  }
}

function parse({ status, body }: Answer): {
  data: Record<string, unknown> | null;
  errors: readonly unknown[];
} {
  let result: unknown;
  try {
    result = JSON.parse(body);
  } catch {
    throw new NotAnAnswer(`status ${status}, not JSON: ${body.slice(0, 200)}`);
  }
  if (!isRecord(result)) throw new NotAnAnswer(`status ${status}, not an object`);
  const { data, errors } = result;
  if (data !== undefined && data !== null && !isRecord(data))
    throw new NotAnAnswer(`status ${status}, data is not an object`);
  if (errors !== undefined && !Array.isArray(errors))
    throw new NotAnAnswer(`status ${status}, errors is not a list`);
  if (!data && !errors?.length) throw new NotAnAnswer(`status ${status}, neither data nor errors`);
  return { data: data ?? null, errors: errors ?? NO_ERRORS };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
