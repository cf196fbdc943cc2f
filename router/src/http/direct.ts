import { BoundedMap } from "@outcry/kernel";
import { ANONYMOUS, identityOf } from "../caller.ts";
import { InFlight, type WriteCount } from "../executor/in-flight.ts";
import type { Program } from "../executor/program.ts";
import type { Graph } from "../graph.ts";
import type { Prepared, PreparedOperation } from "../operations.ts";
import type { RequestContext } from "../request-context.ts";
import type { Admitted } from "./admission.ts";
import { GRAPHQL_TYPE, JSON_TYPE } from "./answer.ts";
import { type Body, bytesOf } from "./bytes.ts";

const ACCEPT_HEADERS_MAX = 100;

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

/** An operation that is run without the detour, and how its answer is written. */
export type Ordinary = Readonly<{
  prepared: Prepared;
  operation: PreparedOperation;
  variables: Record<string, unknown>;
  program: Program;
  contentType: string;
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

  /** Null when this is no ordinary request. */
  prepare(
    admitted: Admitted | null,
    variables: Record<string, unknown>,
    accept: string | undefined,
  ): Ordinary | null {
    const { prepared, operation } = admitted ?? {};
    if (!prepared || !operation || operation.node.operation === "subscription") return null;
    const isPlain = accept === undefined || accept === "application/json";
    const contentType = isPlain ? JSON_TYPE : this.#contentType(accept);
    if (contentType === null || !this.#graph.isCompiled) return null;
    const program = this.#graph.edition.programs.program(prepared, operation, variables);
    return program?.accepts(variables) ? { prepared, operation, variables, program, contentType } : null;
  }

  /** The answer. Strangers who ask the same at the same time share it. */
  body(ordinary: Ordinary, context: RequestContext): Promise<Body> {
    const { operation, variables, program } = ordinary;
    const { caller } = context;
    if (operation.node.operation !== "query" || caller !== ANONYMOUS)
      return program.answer(variables, context).then(bytesOf);
    const scope = { writes: this.#writes.current, identity: identityOf(caller) };
    return this.#inFlight.share(scope, keyOf(ordinary), () =>
      program.answer(variables, context).then(bytesOf),
    );
  }

  #contentType(accept: string): string | null {
    const known = this.#types.get(accept);
    if (known !== undefined) return known || null;
    const type = negotiate(accept);
    this.#types.set(accept, type ?? "");
    return type;
  }
}

const keyOf = ({ prepared, operation, variables }: Ordinary): string =>
  `${prepared.hash}:${operation.name ?? ""}:${JSON.stringify(variables)}`;
