import type { FetchNode, PlanNode } from "@apollo/query-planner";
import type { GraphQLSchema } from "graphql";
import { mask } from "../masking.ts";
import type { PublicError } from "../refusal.ts";
import type { RequestContext } from "../request-context.ts";
import { type Subgraph, SubgraphFailure } from "../subgraphs/subgraph.ts";
import { type Data, isData, merge, objectsAt, own, type PlanPath, pathsOf } from "./data.ts";
import { compileRepresentations } from "./representations.ts";
import { applyRewrites } from "./rewrites.ts";

/** One execution of a program: what was fetched so far, and what went wrong. */
export type Run = {
  readonly data: Data;
  readonly errors: PublicError[];
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: RequestContext;
};

/** A step never rejects: what goes wrong becomes an error of the run. */
export type Step = (run: Run) => Promise<void>;

export type CompileOptions = Readonly<{
  /** The supergraph's schema, with types that clients do not see. */
  schema: GraphQLSchema;
  subgraph: (name: string) => Subgraph;
  /** Which branch of a condition the program is for. */
  condition: (variable: string) => boolean;
}>;

/** A part of a plan that is not compiled; the stock executor runs it. */
export class NotCompiled extends Error {}

const nothing: Step = async () => {};

/** Compiles a plan to closures. Throws `NotCompiled`. */
export function compileSteps(options: CompileOptions, node: PlanNode | undefined, path: PlanPath = []): Step {
  if (!node) return nothing;
  switch (node.kind) {
    case "Fetch":
      return node.requires ? compileEntityFetch(options, node, path) : compileFetch(options, node, path);
    case "Flatten":
      return compileSteps(options, node.node, [...path, ...node.path.map(String)]);
    case "Condition":
      return compileSteps(options, options.condition(node.condition) ? node.ifClause : node.elseClause, path);
    case "Sequence": {
      const steps = node.nodes
        .map((inner) => compileSteps(options, inner, path))
        .filter((step) => step !== nothing);
      return async (run) => {
        for (const step of steps) await step(run);
      };
    }
    case "Parallel": {
      const steps = node.nodes
        .map((inner) => compileSteps(options, inner, path))
        .filter((step) => step !== nothing);
      return async (run) => {
        await Promise.all(steps.map((step) => step(run)));
      };
    }
    default:
      throw new NotCompiled(node.kind);
  }
}

/** The request's body around its variables, written once. */
function compileBody(fetch: FetchNode): (run: Run, representations: string | null) => string {
  const opening = `{"query":${JSON.stringify(fetch.operation)}${
    fetch.operationName ? `,"operationName":${JSON.stringify(fetch.operationName)}` : ""
  },"variables":{`;
  const usages = (fetch.variableUsages ?? []).map((name) => ({ name, key: `${JSON.stringify(name)}:` }));
  return ({ variables }, representations) => {
    let body = opening;
    let separator = "";
    for (const { name, key } of usages) {
      const json = Object.hasOwn(variables, name) ? JSON.stringify(variables[name]) : undefined;
      if (json === undefined) continue;
      body += separator + key + json;
      separator = ",";
    }
    if (representations !== null) body += `${separator}"representations":[${representations}]`;
    return `${body}}}`;
  };
}

function compileFetch({ schema, subgraph }: CompileOptions, fetch: FetchNode, path: PlanPath): Step {
  if (fetch.contextRewrites?.length) throw new NotCompiled("contextual arguments");
  const service = subgraph(fetch.serviceName);
  const bodyOf = compileBody(fetch);
  const isQuery = fetch.operationKind === "query";
  return async (run) => {
    const targets = path.length === 0 ? [run.data] : objectsAt(run.data, path);
    if (targets.length === 0) return;
    const result = await send(service, bodyOf(run, null), isQuery, run);
    if (!result) return;
    for (const error of result.errors)
      run.errors.push(error.path ? { ...error, path: [...path, ...error.path] } : error);
    if (!result.data) return;
    applyRewrites(schema, fetch.outputRewrites, result.data);
    for (const target of targets) merge(target, result.data);
  };
}

function compileEntityFetch({ schema, subgraph }: CompileOptions, fetch: FetchNode, path: PlanPath): Step {
  if (fetch.contextRewrites?.length) throw new NotCompiled("contextual arguments");
  const service = subgraph(fetch.serviceName);
  const bodyOf = compileBody(fetch);
  const gather = compileRepresentations(schema, fetch.requires ?? [], fetch.inputRewrites);
  return async (run) => {
    const objects = objectsAt(run.data, path);
    const { json, places } = gather(objects);
    if (places.length === 0) return;
    const body = bodyOf(run, json);
    const result = await send(service, body, true, run);
    if (!result) return;
    for (const error of result.errors) pushEntityError(run, error, path, places);
    if (result.data) attach(run, { schema, fetch, data: result.data, objects, places });
  };
}

type Attachment = Readonly<{
  schema: GraphQLSchema;
  fetch: FetchNode;
  data: Data;
  objects: readonly Data[];
  /** For each entity asked for, where it occurs among the objects. */
  places: readonly (readonly number[])[];
}>;

function attach(run: Run, { schema, fetch, data, objects, places }: Attachment): void {
  const received = own(data, "_entities");
  if (!Array.isArray(received) || received.length !== places.length) {
    const cause = `${fetch.serviceName} answered ${places.length} representations with something else`;
    run.errors.push(mask(new Error(cause), run.context.log));
    return;
  }
  for (let index = 0; index < places.length; index += 1) {
    const entity: unknown = received[index];
    if (!isData(entity)) continue;
    for (const place of places[index] ?? []) {
      const target = objects[place] as Data;
      if (!own(entity, "__typename")) entity.__typename = target.__typename;
      if (fetch.outputRewrites) applyRewrites(schema, fetch.outputRewrites, entity);
      merge(target, entity);
    }
  }
}

/** An error of one entity is an error at each place where it occurs. */
function pushEntityError(
  run: Run,
  error: PublicError,
  path: PlanPath,
  entities: readonly (readonly number[])[],
): void {
  const [, index, ...inside] = error.path ?? [];
  const places = typeof index === "number" ? entities[index] : undefined;
  if (!places) {
    const { path: _inSubgraph, ...pathless } = error;
    run.errors.push(pathless);
    return;
  }
  const paths = pathsOf(run.data, path);
  for (const place of places) run.errors.push({ ...error, path: [...(paths[place] ?? []), ...inside] });
}

/** Null when the subgraph did not answer, which is then among the errors. */
async function send(service: Subgraph, body: string, isQuery: boolean, run: Run) {
  try {
    return await service.send(body, isQuery, run.context);
  } catch (fault) {
    run.errors.push(fault instanceof SubgraphFailure ? fault.toPublic() : mask(fault, run.context.log));
    return null;
  }
}
