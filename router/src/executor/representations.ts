import type { FetchDataRewrite, QueryPlanSelectionNode } from "@apollo/query-planner";
import type { GraphQLSchema } from "graphql";
import { type Data, merge, own, readerOf } from "./data.ts";
import { quote } from "./json.ts";
import { applyRewrites, isOfType } from "./rewrites.ts";

/** JSON by which another subgraph recognises an entity, or null when the entity has not what it takes. */
type Represent = (entity: Data) => string | null;

/** How the entities of one type are told apart and represented. */
type Kind = Readonly<{
  represent: Represent;
  /** The field whose text alone says which entity it is; null when more than that is sent. */
  key: Key | null;
}>;

/** A field, and what its value stands between in the representation. */
type Key = Readonly<{ read: (entity: Data) => unknown; opening: string; closing: string }>;

const typeNameOf = readerOf("__typename");

/** The entities to ask for, each once. */
export type Gathered = Readonly<{
  /** Their representations, without the brackets. */
  json: string;
  /** For each of them, where it occurs among the objects. */
  places: readonly (readonly number[])[];
}>;

/** Types of entities at one place of an operation. */
const TYPES_MAX = 1_000;

/** Prepares how to represent the entities of one fetch. Each is asked for once, however often it occurs. */
export function compileRepresentations(
  schema: GraphQLSchema,
  requires: readonly QueryPlanSelectionNode[],
  rewrites: readonly FetchDataRewrite[] | undefined,
): (objects: readonly Data[]) => Gathered {
  const general: Kind = {
    key: null,
    represent: (entity) => {
      const representation = select(schema, entity, requires);
      if (!representation?.__typename) return null;
      applyRewrites(schema, rewrites, representation);
      return JSON.stringify(representation);
    },
  };
  const kinds = new Map<string, Kind>();
  const kindOf = (type: string): Kind => {
    const known = kinds.get(type);
    if (known) return known;
    const kind = (rewrites?.length ? null : simple(schema, type, requires)) ?? general;
    if (kinds.size < TYPES_MAX) kinds.set(type, kind);
    return kind;
  };
  return (objects) => new Gathering(general, kindOf).of(objects);
}

class Gathering {
  readonly #general: Kind;
  readonly #kindOf: (type: string) => Kind;
  readonly #byRepresentation = new Map<string, number[]>();
  readonly #byKey = new Map<string, Map<string, number[]>>();
  readonly #places: number[][] = [];
  #json = "";

  constructor(general: Kind, kindOf: (type: string) => Kind) {
    this.#general = general;
    this.#kindOf = kindOf;
  }

  of(objects: readonly Data[]): Gathered {
    let type: unknown;
    let kind = this.#general;
    let byKey: Map<string, number[]> | null = null;
    for (let index = 0; index < objects.length; index += 1) {
      const entity = objects[index] as Data;
      const named = typeNameOf(entity);
      // Neighbours in a list are mostly of one type.
      if (named !== type) {
        type = named;
        kind = typeof named === "string" ? this.#kindOf(named) : this.#general;
        byKey = kind.key === null ? null : this.#keysOf(named as string);
      }
      const key = kind.key?.read(entity);
      if (byKey && kind.key && typeof key === "string") this.#add(byKey, kind.key, key, index);
      else this.#addWhole(kind.represent(entity), index);
    }
    return { json: this.#json, places: this.#places };
  }

  #keysOf(type: string): Map<string, number[]> {
    const known = this.#byKey.get(type);
    if (known) return known;
    const keys = new Map<string, number[]>();
    this.#byKey.set(type, keys);
    return keys;
  }

  /** The usual way: who it is shows before its representation is written. */
  #add(byKey: Map<string, number[]>, { opening, closing }: Key, key: string, index: number): void {
    const places = byKey.get(key);
    if (places) places.push(index);
    else byKey.set(key, this.#first(opening + quote(key) + closing, index));
  }

  #addWhole(representation: string | null, index: number): void {
    if (representation === null) return;
    const places = this.#byRepresentation.get(representation);
    if (places) places.push(index);
    else this.#byRepresentation.set(representation, this.#first(representation, index));
  }

  #first(representation: string, index: number): number[] {
    const places = [index];
    this.#json += this.#places.length === 0 ? representation : `,${representation}`;
    this.#places.push(places);
    return places;
  }
}

/** The common case, written straight to JSON: a type name and some leaves, from one fragment that fits the type. */
function simple(
  schema: GraphQLSchema,
  type: string,
  requires: readonly QueryPlanSelectionNode[],
): Kind | null {
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
  const fields = names.map((name, index) => ({
    read: readerOf(name),
    opening: `${index === 0 ? "{" : ","}${JSON.stringify(name)}:`,
  }));
  const represent: Represent = (entity) => {
    let json = "";
    for (const { read, opening } of fields) {
      const value = read(entity);
      if (value === undefined) return null;
      json += opening + (typeof value === "string" ? quote(value) : JSON.stringify(value));
    }
    return `${json}}`;
  };
  return { represent, key: keyOf(type, names) };
}

function keyOf(type: string, names: readonly string[]): Key | null {
  const [key, ...others] = names.filter((name) => name !== "__typename");
  if (key === undefined || others.length > 0) return null;
  const typed = `"__typename":${JSON.stringify(type)}`;
  const before = names.slice(0, names.indexOf(key)).map(() => `${typed},`);
  const after = names.slice(names.indexOf(key) + 1).map(() => `,${typed}`);
  const opening = `{${before.join("")}${JSON.stringify(key)}:`;
  const closing = `${after.join("")}}`;
  return { read: readerOf(key), opening, closing };
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
