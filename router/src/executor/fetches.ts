import type { FetchNode, PlanNode } from "@apollo/query-planner";
import type { GraphQLSchema } from "graphql";
import type { Subgraph, SubgraphResult } from "../subgraphs/subgraph.ts";
import { compileBatches, compileSingle } from "./batches.ts";
import { compileBody } from "./bodies.ts";
import { merge } from "./data.ts";
import { EntityFetch } from "./entities.ts";
import { Gatherers } from "./gatherer.ts";
import { compileMeeting } from "./meetings.ts";
import { compilePath, type PlanPath } from "./places.ts";
import { applyRewrites } from "./rewrites.ts";
import { faultOf, NO_DATA, type Step } from "./run.ts";

export type CompileOptions = Readonly<{
  /** The supergraph's schema, with types that clients do not see. */
  schema: GraphQLSchema;
  subgraph: (name: string) => Subgraph;
  /** Which branch of a condition the program is for. */
  condition: (variable: string) => boolean;
}>;

/** A part of a plan that is not compiled; the stock executor runs it. */
export class NotCompiled extends Error {}

/** A part of a plan, and the response path it is about. */
type Place = Readonly<{ node: PlanNode; path: PlanPath }>;

/** Something that may begin at once: a fetch of entities, when it begins with one, and what can only follow it. */
type Strand = Readonly<{ head: EntityFetch | null; rest: readonly Place[] }>;

/** A step, and what can begin as soon as it is done. */
type Branch = Readonly<{ begin: Step; rest: readonly Strand[] }>;

const NO_REPRESENTATIONS: readonly string[] = [];

const nothing: Step = async () => {};

/** Compiles a plan to closures. Throws `NotCompiled`. */
export const compileSteps = (options: CompileOptions, node: PlanNode | undefined): Step =>
  node ? new Compiling(options).step({ node, path: [] }) : nothing;

class Compiling {
  readonly #options: CompileOptions;
  readonly #gatherers: Gatherers;

  constructor(options: CompileOptions) {
    this.#options = options;
    this.#gatherers = new Gatherers(options.schema);
  }

  step({ node, path }: Place): Step {
    switch (node.kind) {
      case "Fetch":
        return node.requires ? compileSingle(this.#entities(node, path)) : this.#fetch(node, path);
      case "Flatten":
        return this.step({ node: node.node, path: [...path, ...node.path.map(String)] });
      case "Condition": {
        const chosen = this.#options.condition(node.condition) ? node.ifClause : node.elseClause;
        return chosen ? this.step({ node: chosen, path }) : nothing;
      }
      case "Sequence":
        return this.#sequence(node.nodes.map((inner) => ({ node: inner, path })));
      case "Parallel":
        return this.#parallel(this.#strands({ node, path }));
      default:
        throw new NotCompiled(node.kind);
    }
  }

  #sequence(places: readonly Place[]): Step {
    const steps = places.map((place) => this.step(place)).filter((step) => step !== nothing);
    if (steps.length <= 1) return steps[0] ?? nothing;
    return async (run) => {
      for (const step of steps) await step(run);
    };
  }

  /**
   * What begins with entities of the same subgraph is begun with one request, and goes on together. So does what leads to
   * entities of the same subgraph, if it happens to be there at the same time.
   */
  #parallel(strands: readonly Strand[]): Step {
    const branches = this.#branches(strands);
    const meeting = meetingOf(branches);
    const others = branches.filter((branch) => !meeting.includes(branch));
    const steps = others.map(({ begin, rest }) => inOrder(begin, this.#parallel(rest)));
    if (meeting.length > 0) steps.push(this.#meeting(meeting));
    const wanted = steps.filter((step) => step !== nothing);
    if (wanted.length <= 1) return wanted[0] ?? nothing;
    return async (run) => {
      await Promise.all(wanted.map((step) => step(run)));
    };
  }

  #branches(strands: readonly Strand[]): Branch[] {
    const branches: Branch[] = [];
    const byService = new Map<Subgraph, Strand[]>();
    for (const strand of strands) {
      const [first, ...others] = strand.rest;
      const service = strand.head?.service;
      if (service) byService.set(service, [...(byService.get(service) ?? []), strand]);
      else if (first) branches.push({ begin: this.step(first), rest: this.#strandsOf(others) });
    }
    for (const group of byService.values()) {
      const heads = group.flatMap(({ head }) => head ?? []);
      const [only] = heads;
      const begin = only && heads.length === 1 ? compileSingle(only) : compileBatches(heads);
      branches.push({ begin, rest: group.flatMap((strand) => this.#strandsOf(strand.rest)) });
    }
    return branches;
  }

  #meeting(branches: readonly Branch[]): Step {
    const ways = branches.map(({ begin, rest }) => ({ begin, alone: this.#parallel(rest) }));
    return compileMeeting(ways, () => this.#parallel(branches.flatMap(({ rest }) => rest)));
  }

  /** What of a place may begin at once. */
  #strands({ node, path }: Place): Strand[] {
    switch (node.kind) {
      case "Fetch":
        return node.requires ? [{ head: this.#entities(node, path), rest: [] }] : [atOnce({ node, path })];
      case "Flatten":
        return this.#strands({ node: node.node, path: [...path, ...node.path.map(String)] });
      case "Sequence":
        return this.#strandsOf(node.nodes.map((inner) => ({ node: inner, path })));
      case "Parallel":
        return node.nodes.flatMap((inner) => this.#strands({ node: inner, path }));
      case "Condition": {
        const chosen = this.#options.condition(node.condition) ? node.ifClause : node.elseClause;
        return chosen ? this.#strands({ node: chosen, path }) : [];
      }
      default:
        return [atOnce({ node, path })];
    }
  }

  /** The same of places one after the other. Several that begin at once before another follows them stay together. */
  #strandsOf([first, ...others]: readonly Place[]): Strand[] {
    if (!first) return [];
    const strands = this.#strands(first);
    if (others.length === 0) return strands;
    const [strand] = strands;
    if (!strand) return this.#strandsOf(others);
    if (strands.length === 1) return [{ head: strand.head, rest: [...strand.rest, ...others] }];
    return [{ head: null, rest: [first, ...others] }];
  }

  #entities(fetch: FetchNode, path: PlanPath): EntityFetch {
    if (fetch.contextRewrites?.length) throw new NotCompiled("contextual arguments");
    const { schema, subgraph } = this.#options;
    const gatherer = this.#gatherers.at(path, fetch.requires ?? [], fetch.inputRewrites);
    return new EntityFetch({ schema, service: subgraph(fetch.serviceName), fetch, path, gatherer });
  }

  #fetch(fetch: FetchNode, path: PlanPath): Step {
    if (fetch.contextRewrites?.length) throw new NotCompiled("contextual arguments");
    const { schema } = this.#options;
    const service = this.#options.subgraph(fetch.serviceName);
    const { operation: text, operationName, variableUsages: variables = [] } = fetch;
    const bodyOf = compileBody({ text, operationName, variables, representations: [] });
    const isQuery = fetch.operationKind === "query";
    const find = path.length === 0 ? null : compilePath(path);
    return async (run) => {
      const targets = find?.(run.data);
      if (targets?.length === 0) return;
      let result: SubgraphResult;
      try {
        result = await service.send(bodyOf(run, NO_REPRESENTATIONS), isQuery, run.context);
      } catch (fault) {
        run.errors.push(faultOf(fault, run));
        return;
      }
      for (const error of result.errors)
        run.errors.push(error.path ? { ...error, path: [...path, ...error.path] } : error);
      if (!result.data) return;
      applyRewrites(schema, fetch.outputRewrites, result.data);
      run.gathered.clear();
      if (targets) for (const target of targets) merge(target, result.data);
      else if (run.data === NO_DATA) run.data = result.data;
      else merge(run.data, result.data);
    };
  }
}

/** Those of several branches that ask a subgraph next which another of them asks next, too. */
function meetingOf(branches: readonly Branch[]): readonly Branch[] {
  const nextOf = ({ rest }: Branch) => new Set(rest.flatMap(({ head }) => head?.service ?? []));
  const next = branches.map((branch) => ({ branch, services: nextOf(branch) }));
  return next
    .filter(({ services }, index) =>
      next.some((other, place) => place !== index && [...services].some((name) => other.services.has(name))),
    )
    .map(({ branch }) => branch);
}

function inOrder(begin: Step, rest: Step): Step {
  if (rest === nothing) return begin;
  if (begin === nothing) return rest;
  return async (run) => {
    await begin(run);
    await rest(run);
  };
}

const atOnce = (place: Place): Strand => ({ head: null, rest: [place] });
