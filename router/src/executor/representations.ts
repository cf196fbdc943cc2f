import type { FetchDataRewrite, QueryPlanSelectionNode } from "@apollo/query-planner";
import type { GraphQLSchema } from "graphql";
import { type Data, merge, own } from "./data.ts";
import { quote } from "./json.ts";
import { applyRewrites, isOfType } from "./rewrites.ts";

/** JSON by which another subgraph recognises an entity, or null when the entity has not what it takes. */
export type Represent = (entity: Data) => string | null;

/** Types of entities at one place of an operation. */
const TYPES_MAX = 1_000;

/** Prepares how to represent the entities of one fetch. */
export function compileRepresentation(
  schema: GraphQLSchema,
  requires: readonly QueryPlanSelectionNode[],
  rewrites: readonly FetchDataRewrite[] | undefined,
): Represent {
  const general: Represent = (entity) => {
    const representation = select(schema, entity, requires);
    if (!representation?.__typename) return null;
    applyRewrites(schema, rewrites, representation);
    return JSON.stringify(representation);
  };
  if (rewrites?.length) return general;
  const byType = new Map<string, Represent>();
  return (entity) => {
    const type = own(entity, "__typename");
    if (typeof type !== "string") return general(entity);
    let represent = byType.get(type);
    if (!represent) {
      represent = simple(schema, type, requires) ?? general;
      if (byType.size < TYPES_MAX) byType.set(type, represent);
    }
    return represent(entity);
  };
}

/** The common case, written straight to JSON: a type name and some leaves, from one fragment that fits the type. */
function simple(
  schema: GraphQLSchema,
  type: string,
  requires: readonly QueryPlanSelectionNode[],
): Represent | null {
  const fitting = requires.filter(
    (selection) =>
      selection.kind === "InlineFragment" &&
      (!selection.typeCondition || isOfType(schema, { __typename: type }, selection.typeCondition, false)),
  );
  const [fragment] = fitting;
  const hasFieldsBeside = requires.some(({ kind }) => kind === "Field");
  if (fitting.length !== 1 || hasFieldsBeside || fragment?.kind !== "InlineFragment") return null;
  const names: string[] = [];
  for (const selection of fragment.selections) {
    if (selection.kind !== "Field" || selection.selections || selection.alias) return null;
    names.push(selection.name);
  }
  if (!names.includes("__typename")) return null;
  const openings = names.map((name, index) => `${index === 0 ? "{" : ","}${JSON.stringify(name)}:`);
  return (entity) => {
    let json = "";
    for (let index = 0; index < names.length; index += 1) {
      const value = own(entity, names[index] as string);
      if (value === undefined) return null;
      json += openings[index] + (typeof value === "string" ? quote(value) : JSON.stringify(value));
    }
    return `${json}}`;
  };
}

/** The general case. A field that is absent makes its selection fail; a fragment that fails contributes nothing. */
function select(
  schema: GraphQLSchema,
  source: unknown,
  selections: readonly QueryPlanSelectionNode[],
): Data | null {
  if (source === null || typeof source !== "object") return null;
  const data = source as Data;
  const result: Data = Object.create(null);
  for (const selection of selections) {
    if (selection.kind === "InlineFragment") {
      if (!selection.typeCondition || !isOfType(schema, data, selection.typeCondition, false)) continue;
      const part = select(schema, data, selection.selections);
      if (part) merge(result, part);
      continue;
    }
    const name = selection.alias ?? selection.name;
    const value = own(data, name);
    if (value === undefined) return null;
    const inner = selection.selections;
    result[name] = inner ? selectEach(schema, value, inner) : value;
  }
  return result;
}

const selectEach = (
  schema: GraphQLSchema,
  value: unknown,
  selections: readonly QueryPlanSelectionNode[],
): unknown =>
  Array.isArray(value)
    ? value.map((element) => selectEach(schema, element, selections))
    : select(schema, value, selections);
