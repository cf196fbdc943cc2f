import type { FetchDataRewrite } from "@apollo/query-planner";
import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from "graphql";
import { type Data, isData, own } from "./data.ts";

const FRAGMENT = "... on ";

/** Whether data is of a type, or of one that implements it. `unless` answers for data that does not say its type. */
export function isOfType(schema: GraphQLSchema, data: Data, condition: string, unless: boolean): boolean {
  const name = own(data, "__typename");
  if (typeof name !== "string" || name === "") return unless;
  if (name === condition) return true;
  const [type, wanted] = [schema.getType(name), schema.getType(condition)];
  if (!type || !wanted || !isAbstractType(wanted)) return false;
  return (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(wanted, type);
}

/** Does what the planner says must be done to data between two subgraphs: renaming keys, setting type names. */
export function applyRewrites(
  schema: GraphQLSchema,
  rewrites: readonly FetchDataRewrite[] | undefined,
  data: unknown,
): void {
  for (const rewrite of rewrites ?? []) {
    const name = rewrite.path.at(-1);
    if (name === undefined) continue;
    forEachAt(schema, rewrite.path, 0, data, (found) => {
      if (rewrite.kind === "ValueSetter") {
        found[name] = rewrite.setValueTo;
        return;
      }
      const value = own(found, name);
      if (value === undefined) return; // Null, 0 and "" are values, and are required like any other.
      found[rewrite.renameKeyTo] = value;
      found[name] = undefined;
    });
  }
}

function forEachAt(
  schema: GraphQLSchema,
  path: readonly string[],
  depth: number,
  value: unknown,
  act: (data: Data) => void,
): void {
  if (Array.isArray(value)) {
    for (const element of value) forEachAt(schema, path, depth, element, act);
    return;
  }
  if (!isData(value)) return;
  if (depth === path.length - 1) {
    act(value);
    return;
  }
  const part = path[depth] ?? "";
  if (!part.startsWith(FRAGMENT)) forEachAt(schema, path, depth + 1, own(value, part), act);
  else if (isOfType(schema, value, part.slice(FRAGMENT.length), true))
    forEachAt(schema, path, depth + 1, value, act);
}
