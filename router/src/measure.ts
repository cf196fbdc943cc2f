import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import type { Limits } from "./limits.ts";
import { badRequest, Refusal, tooComplex } from "./refusal.ts";

/** What a selection amounts to once its fragments are spread. Sums saturate at infinity instead of overflowing. */
type Measure = Readonly<{
  depth: number;
  introspectionDepth: number;
  aliases: number;
  directives: number;
  fields: number;
  rootFields: number;
}>;

const NOTHING: Measure = {
  depth: 0,
  introspectionDepth: 0,
  aliases: 0,
  directives: 0,
  fields: 0,
  rootFields: 0,
};

const beside = (a: Measure, b: Measure): Measure => ({
  depth: Math.max(a.depth, b.depth),
  introspectionDepth: Math.max(a.introspectionDepth, b.introspectionDepth),
  aliases: a.aliases + b.aliases,
  directives: a.directives + b.directives,
  fields: a.fields + b.fields,
  rootFields: a.rootFields + b.rootFields,
});

const isIntrospection = (name: string): boolean => name === "__schema" || name === "__type";

class FragmentCycle extends Error {}

/** Measures each fragment once, however often it is spread: a bomb of 2^26 fields costs 26 steps. */
class Measuring {
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #measured = new Map<string, Measure>();
  readonly #open = new Set<string>();

  constructor(document: DocumentNode) {
    for (const definition of document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION)
        this.#fragments.set(definition.name.value, definition);
  }

  selection(set: SelectionSetNode | undefined): Measure {
    let sum = NOTHING;
    for (const selection of set?.selections ?? []) {
      const directives = selection.directives?.length ?? 0;
      if (selection.kind === Kind.FRAGMENT_SPREAD) sum = beside(sum, this.#fragment(selection.name.value));
      else {
        const inner = this.selection(selection.selectionSet);
        sum = beside(sum, selection.kind === Kind.FIELD ? this.#field(selection, inner) : inner);
      }
      sum = { ...sum, directives: sum.directives + directives };
    }
    return sum;
  }

  #field(field: FieldNode, inner: Measure): Measure {
    if (field.alias?.value === "__proto__") throw badRequest("An alias may not be named __proto__.");
    const introspects = isIntrospection(field.name.value);
    return {
      depth: introspects ? 1 : inner.depth + 1,
      introspectionDepth: introspects ? inner.depth + 1 : inner.introspectionDepth,
      aliases: inner.aliases + (field.alias ? 1 : 0),
      directives: inner.directives,
      fields: inner.fields + 1,
      rootFields: 1,
    };
  }

  #fragment(name: string): Measure {
    const known = this.#measured.get(name);
    if (known) return known;
    if (this.#open.has(name)) throw new FragmentCycle();
    this.#open.add(name);
    const fragment = this.#fragments.get(name);
    const inner = this.selection(fragment?.selectionSet);
    const measure = { ...inner, directives: inner.directives + (fragment?.directives?.length ?? 0) };
    this.#open.delete(name);
    this.#measured.set(name, measure);
    return measure;
  }
}

function firstExcess(measure: Measure, operation: OperationDefinitionNode, limits: Limits): Refusal | null {
  const directives =
    measure.directives +
    (operation.directives?.length ?? 0) +
    (operation.variableDefinitions ?? []).reduce((sum, { directives: own }) => sum + (own?.length ?? 0), 0);
  if (measure.depth > limits.depth) return tooComplex(`Selections may be at most ${limits.depth} deep.`);
  if (measure.introspectionDepth > limits.introspectionDepth)
    return tooComplex(`Introspection may be at most ${limits.introspectionDepth} deep.`);
  if (measure.aliases > limits.aliases) return tooComplex(`At most ${limits.aliases} aliases are allowed.`);
  if (directives > limits.directives)
    return tooComplex(`At most ${limits.directives} directives are allowed.`);
  if (measure.rootFields > limits.rootFields)
    return tooComplex(`At most ${limits.rootFields} fields are allowed at the root.`);
  if (measure.fields > limits.selections)
    return tooComplex(`At most ${limits.selections} fields are allowed in an operation.`);
  return null;
}

/** Names that mean something to JavaScript or to the query planner. */
function forbiddenName(document: DocumentNode): Refusal | null {
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    for (const { variable } of definition.variableDefinitions ?? []) {
      // The planner's own fetches use it: a client's would be taken for entities.
      if (variable.name.value === "representations")
        return badRequest("A variable may not be named representations.");
      if (variable.name.value === "__proto__") return badRequest("A variable may not be named __proto__.");
    }
  }
  return null;
}

/** The first limit a document breaks, or null. Needs no schema, so it runs before validation, whose cost it bounds. */
export function excessOf(document: DocumentNode, limits: Limits): Refusal | null {
  const named = forbiddenName(document);
  if (named) return named;
  const measuring = new Measuring(document);
  try {
    for (const definition of document.definitions) {
      if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
      const excess = firstExcess(measuring.selection(definition.selectionSet), definition, limits);
      if (excess) return excess;
    }
  } catch (fault) {
    if (fault instanceof Refusal) return fault;
    if (fault instanceof FragmentCycle) return badRequest("Fragments may not contain themselves.");
    throw fault;
  }
  return null;
}

/** Most operations have a few numbers and texts as variables, in which there is nothing to count. */
function isFlat(variables: Record<string, unknown>): boolean {
  for (const name in variables) if (typeof variables[name] === "object") return false;
  return true;
}

/** The first limit the variables break, or null. Iterative: a body of 256 KB can nest 100,000 lists. */
export function excessOfVariables(variables: Record<string, unknown>, limits: Limits): Refusal | null {
  if (Object.hasOwn(variables, "representations"))
    return badRequest("A variable may not be named representations.");
  if (isFlat(variables)) return null;
  let items = 0;
  const pending: { value: unknown; depth: number }[] = [{ value: variables, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, depth } = next;
    if (typeof value !== "object" || value === null) continue;
    if (depth > limits.variableDepth)
      return tooComplex(`Variables may be at most ${limits.variableDepth} deep.`);
    const inner = Array.isArray(value) ? value : Object.values(value);
    if (Array.isArray(value)) items += value.length;
    if (items > limits.listItems)
      return tooComplex(`Lists in variables may have at most ${limits.listItems} items together.`);
    for (const item of inner) pending.push({ value: item, depth: depth + 1 });
  }
  return null;
}
