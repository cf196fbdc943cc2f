import type { Logger } from "pino";
import type { AtOnce } from "../at-once.ts";
import type { Caller } from "../caller.ts";
import type { Graph } from "../graph.ts";
import type { Identity } from "../identity/identity.ts";
import type { Limits } from "../limits.ts";
import { excessOfVariables } from "../measure.ts";
import { operationNamed, type Prepared, type PreparedOperation } from "../operations.ts";
import type { Rates } from "../rates.ts";
import { Refusal, tooComplex } from "../refusal.ts";
import type { TrustedDocuments } from "../trusted-documents.ts";
import type { Parameters } from "./parameters.ts";

export type Edge = Readonly<{
  graph: Graph;
  identity: Identity;
  rates: Rates;
  limits: Limits;
  atOnce: AtOnce;
  trusted: TrustedDocuments;
  log: Logger;
}>;

/** Who asks. Refused credentials are counted against the address they came from. */
export async function identify(edge: Edge, authorization: string | undefined, address: string) {
  try {
    return await edge.identity.fromAuthorization(authorization);
  } catch (fault) {
    if (fault instanceof Refusal && fault.status === 401) await edge.rates.refusedCredentials(address);
    throw fault;
  }
}

export type Admitted = Readonly<{ prepared: Prepared; operation: PreparedOperation | undefined }>;

/**
 * Everything that must hold before an operation runs: its document within limits and valid, its variables and cost
 * within limits, its guarded fields within their rates. Throws `Refusal`, or rejects with it; a promise only when it must wait.
 */
export function admit(
  edge: Edge,
  parameters: Parameters,
  caller: Caller,
  address: string,
): Admitted | null | Promise<Admitted> {
  const { query, persisted, variables } = parameters;
  const { operations } = edge.graph;
  const text = query ?? (persisted ? edge.trusted.text(persisted) : undefined);
  const prepared = text ? operations.prepare(text) : persisted ? operations.known(persisted) : undefined;
  if (!prepared) return null;
  edge.trusted.check(prepared, caller);
  const excess = excessOfVariables(variables, edge.limits);
  if (excess) throw excess;
  const operation = operationNamed(prepared, parameters.operationName);
  if (!operation) return { prepared, operation };
  if (operation.cost(variables) > edge.limits.cost)
    throw tooComplex(
      `The operation may produce more than ${edge.limits.cost} objects. Ask for shorter lists.`,
    );
  const admitted = { prepared, operation };
  return edge.rates.operation(operation, variables, caller, address)?.then(() => admitted) ?? admitted;
}
