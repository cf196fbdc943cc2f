import type { ServerResponse } from "node:http";
import { BoundedMap } from "@outcry/kernel";
import { ANONYMOUS } from "../caller.ts";
import { InFlight, type WriteCount } from "../executor/in-flight.ts";
import type { Graph } from "../graph.ts";
import type { Prepared, PreparedOperation } from "../operations.ts";
import type { RequestContext } from "../request-context.ts";
import { answer } from "./answer.ts";
import { type Body, bytesOf } from "./bytes.ts";

const ACCEPT_HEADERS_MAX = 100;
const JSON_TYPE = "application/json; charset=utf-8";
const GRAPHQL_TYPE = "application/graphql-response+json; charset=utf-8";

/** What a client that accepts this is answered with, or null for Apollo Server to negotiate. */
function negotiate(accept: string): string | null {
  const accepted = accept
    .split(",")
    .map((range, order) => {
      const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
      const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
      return { type, order, weight: weight === undefined ? 1 : Number(weight) };
    })
    .sort((one, other) => other.weight - one.weight || one.order - other.order);
  for (const { type, weight } of accepted) {
    if (!(weight > 0)) return null;
    if (type === "application/graphql-response+json") return GRAPHQL_TYPE;
    if (type === "application/json" || type === "*/*" || type === "application/*") return JSON_TYPE;
    if (type === "text/event-stream" || type.startsWith("multipart/")) return null;
  }
  return null;
}

export type DirectRequest = Readonly<{
  prepared: Prepared;
  operation: PreparedOperation;
  variables: Record<string, unknown>;
  context: RequestContext;
  accept: string | undefined;
}>;

/** Runs compiled programs without the detour through Apollo Server, which gets all that is out of the ordinary. */
export class DirectPath {
  readonly #graph: Graph;
  readonly #types = new BoundedMap<string, string>({ entries: ACCEPT_HEADERS_MAX });
  readonly #inFlight = new InFlight<Body>();
  readonly #writes: WriteCount;

  constructor(graph: Graph, writes: WriteCount) {
    this.#graph = graph;
    this.#writes = writes;
  }

  /** False when this is no ordinary request: nothing was done then. */
  async serve(response: ServerResponse, request: DirectRequest): Promise<boolean> {
    const { prepared, operation, variables, context, accept } = request;
    const contentType = accept === undefined ? JSON_TYPE : this.#contentType(accept);
    if (contentType === null || !this.#graph.isCompiled) return false;
    const { programs } = this.#graph.edition;
    const program = programs.program(prepared, operation, variables);
    if (!program?.accepts(variables)) return false;
    const isShared = operation.node.operation === "query" && context.caller === ANONYMOUS;
    const body = isShared
      ? await this.#inFlight.share(String(this.#writes.current), keyOf(request), () =>
          program.answer(variables, context).then(bytesOf),
        )
      : bytesOf(await program.answer(variables, context));
    answer(response, 200, { "content-type": contentType, "cache-control": "no-store" }, body);
    return true;
  }

  #contentType(accept: string): string | null {
    const known = this.#types.get(accept);
    if (known !== undefined) return known || null;
    const type = negotiate(accept);
    this.#types.set(accept, type ?? "");
    return type;
  }
}

const keyOf = ({ prepared, operation, variables }: DirectRequest): string =>
  `${prepared.hash}:${operation.name ?? ""}:${JSON.stringify(variables)}`;
