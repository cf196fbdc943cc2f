import { type DirectiveNode, Kind, visit } from "graphql";
import type { Prepared, PreparedOperation } from "../operations.ts";

/** What the variables of `@skip` and `@include` are in one request: they are decided when a program is compiled. */
export type Conditions = ReadonlyMap<string, boolean>;

const NONE: Conditions = new Map();
const names = new WeakMap<Prepared, readonly string[]>();

export function conditionsOf(
  prepared: Prepared,
  operation: PreparedOperation,
  variables: Record<string, unknown>,
): Conditions {
  const found = namesIn(prepared);
  if (found.length === 0) return NONE;
  return new Map(found.map((name) => [name, conditionIn(operation, name, variables)]));
}

function namesIn(prepared: Prepared): readonly string[] {
  const known = names.get(prepared);
  if (known) return known;
  const found = new Set<string>();
  visit(prepared.document, {
    Directive: ({ arguments: given }) => {
      for (const { value } of given ?? []) if (value.kind === Kind.VARIABLE) found.add(value.name.value);
    },
  });
  const sorted = [...found].sort();
  names.set(prepared, sorted);
  return sorted;
}

function conditionIn({ node }: PreparedOperation, name: string, variables: Record<string, unknown>): boolean {
  const given = Object.hasOwn(variables, name) ? variables[name] : undefined;
  if (typeof given === "boolean") return given;
  const definition = node.variableDefinitions?.find(({ variable }) => variable.name.value === name);
  return definition?.defaultValue?.kind === Kind.BOOLEAN && definition.defaultValue.value;
}

export function isIncluded(
  directives: readonly DirectiveNode[] | undefined,
  conditions: Conditions,
): boolean {
  for (const { name, arguments: given } of directives ?? []) {
    if (name.value !== "skip" && name.value !== "include") continue;
    const value = given?.find((argument) => argument.name.value === "if")?.value;
    const condition =
      value?.kind === Kind.VARIABLE
        ? (conditions.get(value.name.value) ?? false)
        : value?.kind === Kind.BOOLEAN && value.value;
    if (condition === (name.value === "skip")) return false;
  }
  return true;
}
